/** How many processes share the database: each says every few seconds that it is there. */
import type { Clock, Logger } from '../ports/runtime.ts';
import type { ReplicaBook } from '../ports/shared-stores.ts';

export interface Replicas {
  /** This one included; others as they were some seconds ago. */
  count(): number;
  /** Whether somebody else takes requests, as of now. */
  isShared(): Promise<boolean>;
  /** Resolves when the others know of this one. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Where one process does all the work. */
export const ALONE: Replicas = {
  count: () => 1,
  isShared: async () => false,
  async start() {},
  async stop() {},
};

const BEAT_MS = 10_000;
/** Who misses three beats isn't counted; clocks that differ by more make it count too few. */
const WITHIN_MS = 30_000;

/** @param id names this process among all there ever are */
export function replicas(book: ReplicaBook, id: string, clock: Clock, log: Logger): Replicas {
  const stopping = new AbortController();
  let count = 1;
  let isTroubled = false;
  let beating: Promise<void> = Promise.resolve();

  async function beat(): Promise<void> {
    try {
      const found = await book.beat(id, clock.now(), WITHIN_MS);
      if (found !== count) log.info({ replicas: found }, 'processes share the work');
      count = Math.max(1, found);
      isTroubled = false;
    } catch (error) {
      // As many as there were: to take more than a share would be worse.
      if (!isTroubled) log.warn({ err: error }, 'other processes are not counted for now');
      isTroubled = true;
    }
  }

  async function keepBeating(): Promise<void> {
    const { signal } = stopping;
    for (;;) {
      await clock.sleep(BEAT_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      await beat();
    }
  }

  return {
    count: () => count,
    async isShared() {
      await beat();
      return count > 1;
    },
    async start() {
      await beat();
      beating = keepBeating();
    },
    async stop() {
      stopping.abort();
      await beating;
      await book.leave(id).catch((error: unknown) => {
        log.warn({ err: error }, 'counted for another half minute');
      });
    },
  };
}

/** For a command: it takes a share like any other, and is gone before the rest would have heard of it. */
export async function beside(book: ReplicaBook, clock: Clock): Promise<Replicas> {
  const others = await book.count(clock.now(), WITHIN_MS).catch(() => 0);
  return { ...ALONE, count: () => others + 1 };
}
