/** Writes of one moment in one commit: each commit waits for the disk, and a morning of many apps is thousands of writes. */
import type { Database } from './database.ts';

/** PostgreSQL ends one of two transactions that wait for each other; it is as good as new then. */
const DEADLOCK = '40P01';
const TRIES = 5;

function isDeadlock(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === DEADLOCK;
}

/** Resolves when the write is on the disk. */
export type Together = (write: Write) => Promise<void>;

/** Waits for nothing but the database: whatever else it waited for would keep every other process from the file. */
type Write = (all: Database) => Promise<void>;

interface Waiting extends PromiseWithResolvers<void> {
  readonly write: Write;
}

export function together(db: Database): Together {
  let waiting: Waiting[] = [];
  return (write) => {
    const one = { write, ...Promise.withResolvers<void>() };
    waiting.push(one);
    // Not at once: what else comes in by this turn of the event loop goes with it.
    if (waiting.length === 1) setImmediate(() => void commit());
    return one.promise;
  };

  async function commit(): Promise<void> {
    const all = waiting;
    waiting = [];
    try {
      await inOne(all.map(({ write }) => write));
      for (const { resolve } of all) resolve();
    } catch {
      // One at a time, so that a failure is that of the write that failed.
      for (const { write, resolve, reject } of all) await inOne([write]).then(resolve, reject);
    }
  }

  async function inOne(writes: readonly Write[]): Promise<void> {
    for (let left = TRIES; ; left -= 1) {
      try {
        return await db.transaction().execute(async (all) => {
          for (const write of writes) await write(all);
        });
      } catch (error) {
        // Several at once would only meet again: alone each takes its rows in one order.
        if (writes.length > 1 || left === 0 || !isDeadlock(error)) throw error;
      }
    }
  }
}
