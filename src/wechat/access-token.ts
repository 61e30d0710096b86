/** The access token of one app: fetched once for all who wait, kept until shortly before it expires. */
import { AppError } from '../core/errors.ts';
import type { Clock } from '../ports/runtime.ts';
import { singleFlight } from './single-flight.ts';

export interface AccessToken {
  get(signal: AbortSignal): Promise<string>;
  /** Drops a token that failed, unless another has taken its place already. */
  invalidate(token: string): void;
  /** A token in place of one that WeChat still hands out but no longer accepts; undefined when that was tried lately. */
  renew(failed: string, signal: AbortSignal): Promise<string | undefined>;
}

/** Where tokens come from. */
export interface TokenIssuer {
  readonly from: 'wechat' | 'token-server';
  /** Whether `issue(true)` makes a new token and kills the old one; without it a refused token stays refused. */
  readonly canForce: boolean;
  issue(forced: boolean, signal: AbortSignal): Promise<IssuedToken>;
}

export interface IssuedToken {
  readonly token: string;
  /** Seconds it still lives; 0 where the issuer doesn't say. */
  readonly expiresIn: number;
}

/** WeChat has a new token ready five minutes before the old one ends. */
const MARGIN_S = 300;
/** Asked at that very moment it says 300: without a floor every call would fetch a token. */
const FLOOR_S = 30;
/** Forcing kills the token in everybody's hands and is allowed 20 times a day. */
const FORCE_EVERY_MS = 2 * 3_600_000;

export function accessToken(issuer: TokenIssuer, clock: Clock): AccessToken {
  let held: { readonly token: string; readonly until: number } | undefined;
  let forcedAt = Number.NEGATIVE_INFINITY;
  const load = singleFlight((signal) => ask(false, signal));
  const force = singleFlight(async (signal) => {
    if (!issuer.canForce || clock.now().getTime() - forcedAt < FORCE_EVERY_MS) return undefined;
    forcedAt = clock.now().getTime();
    return ask(true, signal);
  });
  return { get, invalidate, renew };

  async function get(signal: AbortSignal): Promise<string> {
    return held && clock.now().getTime() < held.until ? held.token : load(signal);
  }

  function invalidate(token: string): void {
    if (held?.token === token) held = undefined;
  }

  async function renew(failed: string, signal: AbortSignal): Promise<string | undefined> {
    return held && held.token !== failed ? held.token : force(signal);
  }

  async function ask(forced: boolean, signal: AbortSignal): Promise<string> {
    const { token, expiresIn } = await issuer.issue(forced, signal);
    const seconds = Math.max(FLOOR_S, expiresIn - MARGIN_S);
    held = { token, until: clock.now().getTime() + seconds * 1000 };
    return token;
  }
}

/**
 * Runs a call with a token. A dead token is replaced and the call repeated once; where WeChat hands
 * the same token out again and refuses it again (seen at night), once more with a forced one.
 */
export async function withToken<T>(
  tokens: AccessToken,
  call: (token: string) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const first = await tokens.get(signal);
  const once = await attempt(call, first);
  if ('value' in once) return once.value;
  tokens.invalidate(first);
  const second = await tokens.get(signal);
  const twice = await attempt(call, second);
  if ('value' in twice) return twice.value;
  const forced = second === first ? await tokens.renew(second, signal) : undefined;
  if (forced === undefined) throw twice.dead;
  return call(forced);
}

async function attempt<T>(call: (token: string) => Promise<T>, token: string) {
  try {
    return { value: await call(token) };
  } catch (error) {
    if (error instanceof AppError && error.retry === 'refresh') return { dead: error };
    throw error;
  }
}
