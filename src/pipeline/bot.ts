/** What the pipeline works with: the configured apps, the stores, and where messages go. */
import type { AlertSettings } from '../core/alerts/alert.ts';
import type { Calendar } from '../core/calendar.ts';
import type { Schedule } from '../core/schedule.ts';
import type { Locale } from '../core/text/index.ts';
import type { Channel } from '../ports/channel.ts';
import type { Meter } from '../ports/meter.ts';
import type { PartQueue } from '../ports/part-queue.ts';
import type { Permissions } from '../ports/permissions.ts';
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
  /** Spreads the apps of a tick over the processes. */
  readonly parts: PartQueue;
  readonly meter: Meter;
  /** The channels a schedule posts to; for `all` subscribed chats are included. A chat may be named itself: "slack:C0123ABCD". */
  destinations(channels: Schedule['channels']): Promise<Destination[]>;
  /** The configured schedules; subscriptions are in the store. */
  readonly schedules: readonly Schedule[];
  /** Zone and time of a subscription that names none. */
  readonly zone: string;
  readonly at: string;
  readonly permissions: Permissions;
  /** Of one user; undefined for as many as they like. */
  readonly commandsPerMinute: number | undefined;
  /** Whether no other process hears commands, so that nobody else counts them. */
  readonly hearsAlone: boolean;
  /** What is done about a message of which nobody can tell whether it stands in the chat. */
  readonly onUnknownDelivery: 'repost' | 'report';
  /** When a schedule fires first after a moment. */
  nextFiring(schedule: Schedule, after: Date): Date | undefined;
  readonly calendar: Calendar;
  readonly alerts: AlertSettings & {
    /** Names of channels; undefined for wherever digests of the app go. */
    readonly channels: readonly string[] | undefined;
  };
  /** Where failures are told. */
  readonly operators: readonly Destination[];
  /** Whether it names nobody: then the only channel hears of failures, and is shown no chats of other people. */
  readonly areOperatorsImplied?: boolean;
}
