/** What was meant for the chats and what became of it: no message is posted that is not written down before. */
import type { Outcome } from '../core/errors.ts';
import type { Grain } from '../core/period.ts';
import type { Revision, ShownFigure } from '../core/revision.ts';
import type { Posted } from './channel.ts';

/** One message to one chat ("slack:C0123ABCD"); `subject` says which: an app's digest of a period, a welcome, a fault of a day. */
export interface DeliveryKey {
  readonly channel: string;
  readonly subject: string;
}

export type DeliveryClaim =
  /** Ours to post. */
  | { readonly state: 'ours'; readonly id: string }
  /**
   * Ours, but an earlier try may have posted it: look before posting. `since`: when that try began;
   * `wasOpen`: it had not come to its end, so that whoever made it may not know yet that it lost the row.
   */
  | {
      readonly state: 'doubtful';
      readonly id: string;
      readonly since: Date;
      readonly wasOpen: boolean;
    }
  | { readonly state: 'sent'; readonly posted: Posted }
  /** Another process is at it; unless it renews its lease, that ends at `until`. */
  | { readonly state: 'busy'; readonly until: Date };

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
   * that may be edited later. A doubtful one keeps what the earlier try was to show. A lease that ends
   * later than any that is given out now is from before the clock was set back: it is cut to their length.
   */
  claim(key: DeliveryKey, now: Date, leaseUntil: Date, shown?: Shown): Promise<DeliveryClaim>;
  /** Moves the end of a lease; false where somebody else has the row by now, or it has come to its end. */
  renew(id: string, before: Date, until: Date): Promise<boolean>;
  /** Whoever says so: a message that stands is known to stand from then on. */
  sent(id: string, posted: Posted): Promise<void>;
  /** What a try under the lease is going to show, in place of what the one before it was to. */
  shows(id: string, lease: Date, shown: Shown): Promise<void>;
  /** The digests of an app and grain in the chats that are of periods beginning at `from` or later. */
  standing(app: string, grain: Grain, from: string): Promise<Standing[]>;
  /** Takes one for an edit, unless another process has it or its figures are no longer those of `asOf`. */
  takeEdit(id: string, asOf: Date, now: Date, leaseUntil: Date): Promise<boolean>;
  /** As `renew`, of an edit. */
  renewEdit(id: string, before: Date, until: Date): Promise<boolean>;
  /** Where a message stands that was sent; undefined where it wasn't. */
  posted(key: DeliveryKey): Promise<Posted | undefined>;
  /** What it shows from now on; frees it. Nothing where the edit was taken over: its new owner knows better. */
  edited(id: string, lease: Date, shown: Shown): Promise<void>;
  /**
   * Free to claim again; after `unknown` it is to be looked for first. Nothing where the row was taken
   * over, or the message is known to stand.
   */
  failed(id: string, lease: Date, outcome: Outcome, reason: string): Promise<void>;
  /** The messages that failed for a reason, in tries since a moment. */
  failedFor(reason: string, since: Date): Promise<DeliveryKey[]>;
}
