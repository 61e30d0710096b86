/** Where a digest goes. */
import type { Digest } from '../core/digest.ts';

/** Names one digest to one channel; travels with the message where the platform allows, so that it can be found again. */
export type DeliveryId = string;

/** How to find a posted message again; JSON of the adapter's own, stored as it is. */
export type Posted = Readonly<Record<string, string>>;

export interface Channel {
  readonly name: string;
  /** Posts once, in the thread `under` an earlier message where the platform has threads; throws a ChannelError that says whether the outcome is known (rejected, later) or unknown. */
  post(digest: Digest, delivery: DeliveryId, signal: AbortSignal, under?: Posted): Promise<Posted>;
  /** Replaces what was posted. */
  edit(posted: Posted, digest: Digest, signal: AbortSignal): Promise<void>;
  /** Looks for a delivery whose outcome is unknown; 'unreadable' where the platform offers no look-up. */
  find(
    delivery: DeliveryId,
    since: Date,
    signal: AbortSignal,
    under?: Posted,
  ): Promise<Posted | undefined | 'unreadable'>;
}
