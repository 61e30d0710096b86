/** Writes of one moment in one commit: each commit waits for the disk, and a morning of many apps is thousands of writes. */
import type { Database } from './database.ts';

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

  function inOne(writes: readonly Write[]): Promise<void> {
    return db.transaction().execute(async (all) => {
      for (const write of writes) await write(all);
    });
  }
}
