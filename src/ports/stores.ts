/** What must survive a restart: in one SQLite file, or in PostgreSQL. */
import type { Snapshot, Triangle } from '../core/cohort.ts';
import type { Chart } from '../core/digest.ts';
import type { Grain, Period } from '../core/period.ts';
import type { LastAsk } from '../core/plan.ts';
import type { AlertStore } from './alert-store.ts';
import type { AuditLog } from './audit-log.ts';
import type { DeliveryLedger } from './delivery-ledger.ts';
import type {
  LeaseBook,
  MarkBook,
  ReplicaBook,
  RunBook,
  TokenShelf,
  TurnBook,
} from './shared-stores.ts';

export type { AlertRecord, AlertStore, Mute } from './alert-store.ts';
export type { AuditAction, AuditEntry, AuditLog } from './audit-log.ts';
export type {
  DeliveryClaim,
  DeliveryKey,
  DeliveryLedger,
  Shown,
  Standing,
} from './delivery-ledger.ts';

export interface SnapshotStore {
  /** For every cohort ever asked: first day → what became of it at the last ask. */
  asked(app: string, grain: Grain): Promise<ReadonlyMap<string, LastAsk>>;
  /** Keeps an answer, its visit trend included; figures not mature by `newest` are dropped, changed ones are kept as revisions. */
  save(app: string, snapshot: Snapshot, newest: Period, seen: Date): Promise<void>;
  /** Remembers that WeChat refused a cohort or had nothing on it, so that it isn't asked again before more of it matures. */
  refuse(app: string, cohort: Period, newest: Period, seen: Date): Promise<void>;
  /**
   * The cohorts from `first` to `last` as they were known at `asOf`, the visit trend's size in place of
   * one that is absent or zero; cohorts without any known figure are absent. The very same triangle for
   * as long as nothing of it changes, so that what was made of it once needs no making again.
   */
  triangle(
    app: string,
    grain: Grain,
    range: { first: string; last: string },
    asOf: Date,
  ): Promise<Triangle>;
  /** Whether any cohort of the app was ever told to have people in it (key 0 above zero; the visit trend's word doesn't count). */
  hasPeople(app: string, grain: Grain): Promise<boolean>;
  /** The same cohorts as at any moment, from one reading: what a replay of many moments asks for. */
  history(app: string, grain: Grain, range: { first: string; last: string }): Promise<History>;
}

/** The cohorts of a range, as known at any moment. */
export interface History {
  at(asOf: Date): Triangle;
}

/** One due firing of a schedule. */
export interface ClaimedTick {
  readonly schedule: string;
  readonly scheduledFor: Date;
  /** 1 for the first run; one that was cut short is made again under its number. */
  readonly attempt: number;
}

/** Claimed by one process until `leaseUntil`, which no other claim of the tick has: so it tells them apart. */
export interface HeldTick extends ClaimedTick {
  readonly leaseUntil: Date;
}

export interface TickLedger {
  /** The newest tick time already planned for a schedule; set to `start` (and returned) when there is none. */
  watermark(schedule: string, start: Date): Promise<Date>;
  /**
   * Plans ticks, each once, whoever asks; ends open ones of the schedule that are older than the newest and not among
   * them, and moves the watermark on.
   *
   * @param firings oldest first
   */
  plan(schedule: string, ...firings: readonly Date[]): Promise<void>;
  /** As `plan`, of a firing that is too old to be run: nothing is planned, and every open tick ends. */
  pass(schedule: string, scheduledFor: Date): Promise<void>;
  /**
   * Takes one planned, unfinished tick that is due at `now` and not leased to anybody, nor left to others. While one is
   * leased no newer one of its schedule is taken, so that digests stand in their order.
   */
  claim(
    now: Date,
    leaseUntil: Date,
    isLeft?: (schedule: string, scheduledFor: Date) => boolean,
  ): Promise<HeldTick | undefined>;
  /** The same tick with a longer lease; undefined where it is no longer held: it was taken over, or ended by a newer one. */
  renew(tick: HeldTick, leaseUntil: Date): Promise<HeldTick | undefined>;
  /** Finishes a tick that is still held, or puts it off until `again`, for its next attempt. */
  settle(tick: HeldTick, again?: Date): Promise<void>;
  /** Hands back a tick whose run was cut short: anybody may take it from `now` on. */
  release(tick: HeldTick, now: Date): Promise<void>;
  /** The newest firing of a schedule that was planned. */
  last(schedule: string): Promise<{ scheduledFor: Date; isDone: boolean } | undefined>;
  /** Firings of a schedule that were planned and have not come to their end, oldest first, and when each may be taken (again). */
  open(schedule: string): Promise<{ scheduledFor: Date; due: Date }[]>;
}

/** How to reach a chat later; `address` is the adapter's own JSON. */
export interface Address {
  readonly adapter: string;
  readonly id: string;
  readonly address: unknown;
  readonly subscribed: boolean;
}

export interface AddressBook {
  list(adapter: string): Promise<Address[]>;
  /** Inserts or refreshes the address; keeps `subscribed`. Says whether it is new. */
  remember(adapter: string, id: string, address: unknown): Promise<boolean>;
  subscribe(adapter: string, id: string, subscribed: boolean): Promise<void>;
  forget(adapter: string, id: string): Promise<void>;
}

/** Charts that a chat fetches by URL; rendered again whenever they are asked for. */
export interface ChartShelf {
  put(id: string, chart: Chart, now: Date): Promise<void>;
  get(id: string): Promise<Chart | undefined>;
}

/** One digest that somebody asked for in a chat; `chat` is the platform's id. */
export interface Subscription {
  /** Names it in that chat: "unsubscribe 3". */
  readonly number: number;
  readonly adapter: string;
  readonly chat: string;
  readonly grain: Grain;
  /** Undefined for all of them. */
  readonly app: string | undefined;
  readonly at: string;
  readonly zone: string;
  /** The platform's id of who asked for it, and when. */
  readonly by: string;
  readonly since: Date;
}

export interface SubscriptionBook {
  /** Kept once: the same again, whoever asks, is the one there is. */
  add(wanted: Omit<Subscription, 'number' | 'since'>, now: Date): Promise<Subscription>;
  list(): Promise<Subscription[]>;
  /** Whether there was one of that number in that chat. */
  remove(place: Pick<Subscription, 'adapter' | 'chat'>, number: number): Promise<boolean>;
}

/** A chat that refuses messages for good: nothing is posted there until something changes. */
export interface Pause {
  /** "slack:C0123ABCD". */
  readonly chat: string;
  readonly since: Date;
  /** The error's code and params, to be worded in the reader's language. */
  readonly code: string;
  readonly params: object;
}

export interface PauseBook {
  /** Says whether it is new: who pauses a chat tells of it. */
  pause(pause: Pause): Promise<boolean>;
  get(chat: string): Promise<Pause | undefined>;
  list(): Promise<Pause[]>;
  resume(chat: string): Promise<void>;
}

/** Something that doesn't come, told when it began: WeChat's figures of an app, or messages into a chat. */
export interface Notice {
  readonly kind: 'late' | 'silent' | 'channel';
  /** An appid, or a chat. */
  readonly key: string;
  /** What people call it. */
  readonly name: string;
  readonly since: Date;
}

export interface NoticeBook {
  /** Kept once. */
  begin(notice: Notice): Promise<void>;
  end(notice: Pick<Notice, 'kind' | 'key'>): Promise<void>;
  /** The oldest first. */
  list(): Promise<Notice[]>;
}

/** For how long what is kept for a time only is kept, where that is a setting. */
export interface Keeping {
  /** WeChat's answers as they came; figures are kept for ever. */
  readonly rawDays: number;
}

export interface Stores {
  /** What people call the database: its file, or "db.example.com:5432/retention". */
  readonly place: string;
  readonly snapshots: SnapshotStore;
  readonly ticks: TickLedger;
  readonly deliveries: DeliveryLedger;
  readonly addresses: AddressBook;
  readonly charts: ChartShelf;
  readonly subscriptions: SubscriptionBook;
  readonly audit: AuditLog;
  readonly pauses: PauseBook;
  readonly alerts: AlertStore;
  readonly notices: NoticeBook;
  readonly turns: TurnBook;
  readonly tokens: TokenShelf;
  readonly leases: LeaseBook;
  readonly replicas: ReplicaBook;
  readonly runs: RunBook;
  readonly marks: MarkBook;
  /** Removes what nobody asks for any more, little by little. */
  prune(now: Date, keeping: Keeping, signal: AbortSignal): Promise<void>;
  /** The key that addresses are signed with: the one that is kept, else `fresh` from now on. */
  signingKey(fresh: string): Promise<string>;
  /** Whether everything can be read and written; throws AppError store_unusable. */
  check(): Promise<void>;
  close(): Promise<void>;
}
