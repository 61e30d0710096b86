/** Access tokens as `stable_token` hands them out: the same one until five minutes before it ends. */
import { createHash } from 'node:crypto';

export interface StableTokens {
  /** Asked by force at least 30 s after the last time, the old token dies. */
  grant(app: string, forced: boolean, now: Date): { token: string; expiresIn: number };
  /** The app a token belongs to, or why it is no good. */
  holder(token: string, now: Date): Holder;
  /** The same, and a call more has been made with it. */
  use(token: string, now: Date): Holder;
}

export interface TokenLife {
  readonly tokenSeconds?: number | undefined;
  /** Calls after which a token expires, whatever its time. */
  readonly tokenCalls?: number | undefined;
  /** Calls of an app after which another service of its owner forces a new token. */
  readonly overwrittenEvery?: number | undefined;
}

type Holder = { readonly app: string } | 'unknown' | 'expired';

interface Grant {
  readonly app: string;
  readonly grantedAt: number;
  readonly until: number;
  calls: number;
}

const MARGIN_MS = 300_000;
const FORCE_EVERY_MS = 30_000;

export function stableTokens({
  tokenSeconds = 7200,
  tokenCalls = Number.POSITIVE_INFINITY,
  overwrittenEvery = Number.POSITIVE_INFINITY,
}: TokenLife): StableTokens {
  const grants = new Map<string, Grant>();
  const newest = new Map<string, string>();
  const callsOf = new Map<string, number>();
  let issued = 0;
  return { grant, holder, use };

  function grant(app: string, forced: boolean, now: Date) {
    const at = now.getTime();
    const token = newest.get(app);
    const held = token === undefined ? undefined : grants.get(token);
    const renewed = forced && held && at - held.grantedAt >= FORCE_EVERY_MS;
    if (token && held && !renewed && held.calls < tokenCalls && held.until - at > MARGIN_MS)
      return { token, expiresIn: Math.floor((held.until - at) / 1000) };
    if (token && renewed) grants.delete(token);
    return issue(app, at);
  }

  function issue(app: string, at: number) {
    issued += 1;
    const hash = createHash('sha256').update(`${app} ${issued} ${at}`).digest('base64url');
    const token = `${issued}_${hash}`;
    grants.set(token, { app, grantedAt: at, until: at + tokenSeconds * 1000, calls: 0 });
    newest.set(app, token);
    return { token, expiresIn: tokenSeconds };
  }

  function holder(token: string, now: Date): Holder {
    const held = grants.get(token);
    if (!held) return 'unknown';
    const isOver = held.until <= now.getTime() || held.calls >= tokenCalls;
    return isOver ? 'expired' : { app: held.app };
  }

  function use(token: string, now: Date): Holder {
    const found = holder(token, now);
    const held = grants.get(token);
    if (typeof found === 'string' || !held) return found;
    held.calls += 1;
    const calls = (callsOf.get(held.app) ?? 0) + 1;
    callsOf.set(held.app, calls);
    if (calls % overwrittenEvery === 0) overwrite(held.app, now.getTime());
    return found;
  }

  /** What another service's `force_refresh` does to whoever holds a token of the app. */
  function overwrite(app: string, at: number): void {
    for (const [token, held] of grants) if (held.app === app) grants.delete(token);
    issue(app, at);
  }
}
