/** What the pipeline works with: the configured apps, the stores, and where messages go. */
import type { Schedule } from '../core/schedule.ts';
import type { Locale } from '../core/text/index.ts';
import type { Channel } from '../ports/channel.ts';
import type { Clock, Logger } from '../ports/runtime.ts';
import type { Stores } from '../ports/stores.ts';
import type { App } from './app.ts';
import type { Collector } from './collector.ts';

export type { App } from './app.ts';

/** A channel with the language its readers want. */
export interface Destination {
  readonly channel: Channel;
  /** The chat itself, whatever the configuration calls it: "slack:C0123ABCD". Messages are unique by it. */
  readonly chat: string;
  readonly locale: Locale;
}

export interface Bot {
  readonly apps: readonly App[];
  readonly stores: Stores;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether every message must say that its data is simulated. */
  readonly simulated: boolean;
  readonly collector: Collector;
  /** The channels a schedule posts to, subscribed chats included. */
  destinations(channels: Schedule['channels']): Promise<Destination[]>;
  /** When a schedule fires first after a moment. */
  nextFiring(schedule: Schedule, after: Date): Date | undefined;
  /** Where failures are told; empty when the configuration names nobody. */
  readonly operators: readonly Destination[];
}
