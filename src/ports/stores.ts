/** What must survive a restart: in one SQLite file, or in PostgreSQL. */
import type { Snapshot, Triangle } from '../core/cohort.ts';
import type { Chart } from '../core/digest.ts';
import type { Outcome } from '../core/errors.ts';
import type { Grain, Period } from '../core/period.ts';
import type { LastAsk } from '../core/plan.ts';
import type { Revision, ShownFigure } from '../core/revision.ts';
import type { AlertStore } from './alert-store.ts';
import type { Posted } from './channel.ts';
import type {
  LeaseBook,
  MarkBook,
  ReplicaBook,
  RunBook,
  TokenShelf,
  TurnBook,
} from './shared-stores.ts';

export type { AlertRecord, AlertStore, Mute } from './alert-store.ts';

export interface SnapshotStore {
  /** For every cohort ever asked: first day → what became of it at the last ask. */
  asked(app: string, grain: Grain): Promise<ReadonlyMap<string, LastAsk>>;
  /** Keeps an answer, its visit trend included; figures not mature by `newest` are dropped, changed ones are kept as revisions. */
  save(app: string, snapshot: Snapshot, newest: Period, seen: Date): Promise<void>;
  /** Remembers that WeChat refused a cohort or had nothing on it, so that it isn't asked again before more of it matures. */
  refuse(app: string, cohort: Period, newest: Period, seen: Date): Promise<void>;
  /**
   * The cohorts from `first` to `last` as they were known at `asOf`, the visit trend's size in place of
   * one that is absent or zero; cohorts without any known figure are absent.
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

/** One due firing of a schedule, claimed by one process until `leaseUntil`. */
export interface ClaimedTick {
  readonly schedule: string;
  readonly scheduledFor: Date;
  /** 1 for the first run. */
  readonly attempt: number;
}

export interface TickLedger {
  /** The newest tick time already planned for a schedule; set to `start` (and returned) when there is none. */
  watermark(schedule: string, start: Date): Promise<Date>;
  /** Plans a tick once, whoever asks, ends older open ones of the schedule, and moves the watermark on. */
  plan(schedule: string, scheduledFor: Date): Promise<void>;
  /** Takes one planned, unfinished tick that is due at `now` and not leased to anybody. */
  claim(now: Date, leaseUntil: Date): Promise<ClaimedTick | undefined>;
  /** Finishes a tick, or puts it off until `again`. */
  settle(tick: ClaimedTick, again?: Date): Promise<void>;
  /** The newest firing of a schedule that was planned. */
  last(schedule: string): Promise<{ scheduledFor: Date; isDone: boolean } | undefined>;
}

/** One message to one chat ("slack:C0123ABCD"); `subject` says which: an app's digest of a period, a welcome, a fault of a day. */
export interface DeliveryKey {
  readonly channel: string;
  readonly subject: string;
}

export type DeliveryClaim =
  /** Ours to post. */
  | { readonly state: 'ours'; readonly id: string }
  /** Ours, but an earlier try may have posted it: look before posting. `since`: when that try began. */
  | { readonly state: 'doubtful'; readonly id: string; readonly since: Date }
  | { readonly state: 'sent'; readonly posted: Posted }
  /** Another process is at it. */
  | { readonly state: 'busy' };

/** What a digest in a chat shows, so that it can be told when that changes. */
export interface Shown {
  readonly app: string;
  readonly grain: Grain;
  /** First day of the period the digest is of, whatever older one it may show. */
  readonly first: string;
  /** First day of the period whose figures it shows: an older one where WeChat was late. */
  readonly period: string;
  /** The moment its figures are those of. */
  readonly asOf: Date;
  readonly schedule: { readonly at: Date; readonly zone: string } | undefined;
  /** Kept as they were, since the store tells what it learnt late as if it had been known then. */
  readonly figures: readonly ShownFigure[];
  /** What was edited into it, oldest first. */
  readonly revisions: readonly Revision[];
}

/** A digest that stands in a chat. */
export interface Standing {
  readonly id: string;
  readonly channel: string;
  readonly posted: Posted;
  readonly shown: Shown;
}

export interface DeliveryLedger {
  /**
   * Writes the intent to post before anything is posted; with what it will show, where it is a digest
   * that may be edited later. A doubtful one keeps what the earlier try was to show.
   */
  claim(key: DeliveryKey, now: Date, leaseUntil: Date, shown?: Shown): Promise<DeliveryClaim>;
  sent(id: string, posted: Posted): Promise<void>;
  /** The digests of an app and grain in the chats that are of periods beginning at `from` or later. */
  standing(app: string, grain: Grain, from: string): Promise<Standing[]>;
  /** Takes one for an edit, unless another process has it or its figures are no longer those of `asOf`. */
  takeEdit(id: string, asOf: Date, now: Date, leaseUntil: Date): Promise<boolean>;
  /** Where a message stands that was sent; undefined where it wasn't. */
  posted(key: DeliveryKey): Promise<Posted | undefined>;
  /** What it shows from now on; frees it. */
  edited(id: string, shown: Shown): Promise<void>;
  /** Free to claim again; after `unknown` it is to be looked for first. */
  failed(id: string, outcome: Outcome, reason: string): Promise<void>;
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

/** A change that somebody made from a chat. */
export interface AuditEntry {
  readonly at: Date;
  readonly adapter: string;
  readonly chat: string;
  readonly user: string;
  readonly action: 'subscribe' | 'unsubscribe' | 'share' | 'mute' | 'unmute' | 'vote';
  /** What exactly, in a machine's words. */
  readonly detail: string;
}

export interface AuditLog {
  record(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  list(most: number): Promise<AuditEntry[]>;
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

export interface Stores {
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
  /** The key that addresses are signed with: the one that is kept, else `fresh` from now on. */
  signingKey(fresh: string): Promise<string>;
  /** Whether everything can be read and written; throws AppError store_unusable. */
  check(): Promise<void>;
  close(): Promise<void>;
}
