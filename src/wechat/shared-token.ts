/** The access token of one app as all processes share it: sealed in the database, and asked for by one of them at a time. */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { unlessAwayOf } from '../core/unless-away.ts';
import type { Clock, Logger } from '../ports/runtime.ts';
import type { LeaseBook, SharedToken, TokenShelf } from '../ports/shared-stores.ts';

export interface KeptToken {
  /** Undefined where it can't be unsealed, as the AppSecret is another one now. */
  readonly token: string | undefined;
  readonly until: Date;
  readonly forcedAt: Date | undefined;
}

/** None of these throws for the database's sake: while it is away each process has a token of its own. */
export interface SharedTokens {
  read(): Promise<KeptToken | undefined>;
  keep(kept: KeptToken & { readonly token: string }): Promise<void>;
  /** Lets one process at a time do it. */
  alone<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export const UNSHARED: SharedTokens = {
  read: async () => undefined,
  async keep() {},
  alone: (work) => work(),
};

export interface SharedTokenOptions {
  readonly app: string;
  /** Its AppSecret, which every process knows and the database doesn't. */
  readonly secret: string;
  readonly tokens: TokenShelf;
  readonly leases: LeaseBook;
  /** Names this process. */
  readonly owner: string;
  /** By chance, as many as asked for. */
  readonly bytes: (count: number) => Uint8Array;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Longer than one request takes; who outlives it asks WeChat beside another, which answers both the same. */
const LEASE_MS = 30_000;
const LOOK_MS = 250;

export function sharedTokens(options: SharedTokenOptions): SharedTokens {
  const { app, secret, tokens, leases, owner, bytes, clock, log } = options;
  const name = `token ${app}`;
  const key = keyOf(secret, app);
  const unlessAway = unlessAwayOf((err) =>
    log.warn({ app, err }, 'the access token is not shared for now'),
  );
  return {
    async read() {
      const kept = await unlessAway(() => tokens.get(app));
      return kept && { ...kept, token: unseal(kept, key) };
    },
    async keep({ token, until, forcedAt }) {
      const sealed = seal(token, key, bytes(NONCE_BYTES));
      await unlessAway(() => tokens.put(app, { sealed, until, forcedAt }));
    },
    async alone(work, signal) {
      const isOurs = async () => {
        const now = clock.now();
        const until = new Date(now.getTime() + LEASE_MS);
        return (await unlessAway(() => leases.take(name, owner, now, until))) ?? true;
      };
      while (!(await isOurs())) await clock.sleep(LOOK_MS, signal);
      try {
        return await work();
      } finally {
        await unlessAway(() => leases.free(name, owner));
      }
    },
  };
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

function keyOf(secret: string, app: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `access token of ${app}`, 32));
}

function seal(token: string, key: Uint8Array, nonce: Uint8Array): string {
  const cipher = createCipheriv(CIPHER, key, nonce);
  const sealed = [nonce, cipher.update(token, 'utf8'), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(sealed).toString('base64');
}

function unseal({ sealed }: SharedToken, key: Uint8Array): string | undefined {
  try {
    const all = Buffer.from(sealed, 'base64');
    const nonce = all.subarray(0, NONCE_BYTES);
    const opener = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    opener.setAuthTag(all.subarray(-TAG_BYTES));
    const token = opener.update(all.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([token, opener.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
