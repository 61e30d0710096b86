/** What the processes of one bot do together where they share a PostgreSQL database, and one alone where it is a file. */
import { randomBytes } from 'node:crypto';
import { type CollectTurns, collectTurns } from './pipeline/collect-turns.ts';
import type { PartQueue } from './ports/part-queue.ts';
import type { Clock, Logger } from './ports/runtime.ts';
import type { Stores } from './ports/stores.ts';
import { ownParts } from './schedule/own-parts.ts';
import { ALONE, beside, type Replicas, replicas } from './schedule/replicas.ts';
import { isPostgres } from './store/index.ts';
import type { SharedAccess } from './wechat/index.ts';

export interface Sharing {
  readonly presence: Replicas;
  readonly parts: PartQueue;
  /** Undefined where there is nobody to share with. */
  readonly shared: SharedAccess | undefined;
  readonly turns: CollectTurns | undefined;
}

export interface SharingOptions {
  readonly database: string;
  readonly stores: Stores;
  readonly clock: Clock;
  readonly log: Logger;
  /** Names this process among all there ever are. */
  readonly owner: string;
  /** Whether it takes its part of the work; a command goes beside those that do. */
  readonly serves: boolean;
}

export async function openSharing(options: SharingOptions): Promise<Sharing> {
  const { database, stores, clock, log, owner, serves } = options;
  if (!isPostgres(database))
    return { presence: ALONE, parts: ownParts(), shared: undefined, turns: undefined };
  const { leases, replicas: book, tokens, turns } = stores;
  const together = { leases, turns, owner };
  return {
    presence: serves ? replicas(book, owner, clock, log) : await beside(book, clock),
    parts: serves ? await partsOn(database, log) : ownParts(),
    shared: { ...together, tokens, bytes: (count) => randomBytes(count) },
    turns: collectTurns({ ...together, clock, log }),
  };
}

/** Loaded only where it is needed: it is large. */
async function partsOn(url: string, log: Logger): Promise<PartQueue> {
  const { bossParts } = await import('./schedule/boss-parts.ts');
  return bossParts({ url, log });
}
