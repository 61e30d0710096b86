/** Access tokens as `stable_token` hands them out: the same one until five minutes before it ends. */
import { createHash } from 'node:crypto';

export interface StableTokens {
  /** Asked by force at least 30 s after the last time, the old token dies. */
  grant(app: string, forced: boolean, now: Date): { token: string; expiresIn: number };
  /** The app a token belongs to, or why it is no good. */
  holder(token: string, now: Date): { app: string } | 'unknown' | 'expired';
}

interface Grant {
  readonly app: string;
  readonly grantedAt: number;
  readonly until: number;
}

const MARGIN_MS = 300_000;
const FORCE_EVERY_MS = 30_000;

export function stableTokens(lifeSeconds: number): StableTokens {
  const grants = new Map<string, Grant>();
  const newest = new Map<string, string>();
  return { grant, holder };

  function grant(app: string, forced: boolean, now: Date) {
    const at = now.getTime();
    const token = newest.get(app);
    const held = token === undefined ? undefined : grants.get(token);
    const renewed = forced && held && at - held.grantedAt >= FORCE_EVERY_MS;
    if (token && held && !renewed && held.until - at > MARGIN_MS)
      return { token, expiresIn: Math.floor((held.until - at) / 1000) };
    if (token && renewed) grants.delete(token);
    return issue(app, at);
  }

  function issue(app: string, at: number) {
    const hash = createHash('sha256').update(`${app} ${grants.size} ${at}`).digest('base64url');
    const token = `${grants.size + 1}_${hash}`;
    grants.set(token, { app, grantedAt: at, until: at + lifeSeconds * 1000 });
    newest.set(app, token);
    return { token, expiresIn: lifeSeconds };
  }

  function holder(token: string, now: Date) {
    const held = grants.get(token);
    if (!held) return 'unknown';
    return held.until <= now.getTime() ? 'expired' : { app: held.app };
  }
}
