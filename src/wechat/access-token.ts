/** The access token of one app: fetched once for all who wait, kept until shortly before it expires. */
import { AppError } from '../core/errors.ts';
import type { Clock } from '../ports/runtime.ts';
import { type KeptToken, type SharedTokens, UNSHARED } from './shared-token.ts';
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

/** @param shared where all processes find the token that one of them fetched */
export function accessToken(
  issuer: TokenIssuer,
  clock: Clock,
  shared: SharedTokens = UNSHARED,
): AccessToken {
  let held: { readonly token: string; readonly until: number } | undefined;
  /** The last that failed: another process may not know yet. */
  let dead: string | undefined;
  let forcedAt: Date | undefined;
  const load = singleFlight(
    async (signal) =>
      taken(await shared.read()) ??
      // Somebody may have been faster.
      shared.alone(async () => taken(await shared.read()) ?? ask(false, signal), signal),
  );
  const force = singleFlight((signal) => shared.alone(() => replace(signal), signal));
  return { get, invalidate, renew };

  async function get(signal: AbortSignal): Promise<string> {
    return held && clock.now().getTime() < held.until ? held.token : load(signal);
  }

  function invalidate(token: string): void {
    dead = token;
    if (held?.token === token) held = undefined;
  }

  async function renew(failed: string, signal: AbortSignal): Promise<string | undefined> {
    if (held && held.token !== failed) return held.token;
    dead = failed;
    return force(signal);
  }

  async function replace(signal: AbortSignal): Promise<string | undefined> {
    const others = taken(await shared.read());
    if (others !== undefined) return others;
    const now = clock.now();
    // One that lies far ahead is from before the clock was set back.
    const isLately = forcedAt && Math.abs(now.getTime() - forcedAt.getTime()) < FORCE_EVERY_MS;
    if (!issuer.canForce || isLately) return undefined;
    forcedAt = now;
    // Written before it is done, as a process that dies in between has used up a time of all.
    if (dead !== undefined) await shared.keep({ token: dead, until: now, forcedAt });
    return ask(true, signal);
  }

  /** What is shared becomes ours, where it is of any use. */
  function taken(kept: KeptToken | undefined): string | undefined {
    if (!kept) return undefined;
    const { token, until } = kept;
    if (kept.forcedAt && !(forcedAt && forcedAt > kept.forcedAt)) forcedAt = kept.forcedAt;
    if (token === undefined || token === dead || until <= clock.now()) return undefined;
    held = { token, until: until.getTime() };
    return token;
  }

  async function ask(forced: boolean, signal: AbortSignal): Promise<string> {
    const { token, expiresIn } = await issuer.issue(forced, signal);
    const seconds = Math.max(FLOOR_S, expiresIn - MARGIN_S);
    const until = clock.now().getTime() + seconds * 1000;
    held = { token, until };
    await shared.keep({ token, until: new Date(until), forcedAt });
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
