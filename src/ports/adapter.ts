/** What a chat platform brings, and what it is given. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { AppName } from '../core/command/index.ts';
import type { Chart, Digest } from '../core/digest.ts';
import type { Catalogue, Locale } from '../core/text/index.ts';
import type { Channel } from './channel.ts';
import type { ChartRenderer } from './chart-renderer.ts';
import type { Clock, Logger } from './runtime.ts';
import type { TurnBook } from './shared-stores.ts';
import type { AddressBook } from './stores.ts';

/** A channel of the configuration that belongs to this adapter. */
export interface Target {
  readonly name: string;
  /** The platform's id: a Slack channel, a Teams conversation. Stored and logged. */
  readonly id: string;
  /** What the channel is reached by, where that is a secret: in memory alone. */
  readonly secret?: string;
  readonly locale: Locale;
}

/** A command as typed, without mention, and the chat it was typed in (remembered in the address book before asking). */
export interface Asked {
  readonly text: string;
  readonly locale: Locale;
  readonly place: { readonly adapter: string; readonly id: string };
  /** The platform's id of who asks. */
  readonly user: string;
  /** Whether who asks is in a chat that the bot is in; undefined where the platform doesn't tell. Asked only where it decides. */
  isMember(): Promise<boolean | undefined>;
  /** Whether it was put to `place` from another chat, as a form may be; isMember() then tells of `place` alone. */
  readonly isFromElsewhere?: boolean;
}

/** A message that everybody in a chat sees. */
export interface Public {
  readonly channel: Channel;
  /** "slack:C0123ABCD". */
  readonly chat: string;
  /** Names the message in that chat for ever: what is told twice is posted once. */
  readonly subject: string;
}

/** What a form offers to subscribe to. */
export interface Choices {
  readonly apps: readonly AppName[];
  /** IANA zones; `zone` and `at` ("09:30") are the usual ones. */
  readonly zones: readonly string[];
  readonly zone: string;
  readonly at: string;
}

export interface AdapterHost {
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly log: Logger;
  readonly charts: ChartRenderer;
  readonly addresses: AddressBook;
  /** Rates that hold for all processes of the bot together. */
  readonly turns: Pick<TurnBook, 'next' | 'hold'>;
  /** How many processes share the platform's rates. */
  replicas(): number;
  /** The locale of a chat, by the platform's id; the default one where the configuration is silent. */
  localeOf(id: string): Locale;
  readonly text: (locale: Locale) => Catalogue;
  /** Serves requests on the bot's one server; call `next` for paths that are not yours. */
  mount(
    handler: (request: IncomingMessage, response: ServerResponse, next: () => void) => void,
  ): void;
  /** The URL a chart can be fetched at, or undefined when PUBLIC_URL isn't set. */
  publish(chart: Chart): Promise<string | undefined>;
  /** Answers a command to who asked; never throws. */
  answer(asked: Asked): Promise<Digest>;
  /** Posts the answer for everybody, where it is a report, and says so to who asked; never throws. */
  share(asked: Asked, to: Public): Promise<Digest>;
  /** Posts the answer, whatever it is, where the question stood for everybody to read; never throws. */
  reply(asked: Asked, to: Public): Promise<void>;
  readonly choices: Choices;
  /** Forgets why a chat could not be posted to, since something there has changed. */
  resume(chat: string): Promise<void>;
}

/** What a check found of one thing. */
export interface Finding {
  readonly name: 'chat' | 'scopes' | 'channel';
  /** `note` where the platform doesn't tell, somebody is waited for, or something less than a digest is lost. */
  readonly status: 'ok' | 'note' | 'fault';
  readonly message: string;
  /** What to do about it; empty where nothing is to be done. */
  readonly fix: string;
  /** Told from the address book alone: worth nothing where that can't be read. */
  readonly fromAddresses?: true;
}

export interface OpenAdapter {
  /** Whether anybody there can speak to the bot. */
  readonly hears: boolean;
  /** The channel for one target; the same object may serve many posts. */
  channel(target: Target): Channel;
  /** Checks credentials against the platform, and what they allow; throws an AppError with the reason and the fix. */
  check(signal: AbortSignal): Promise<Finding[]>;
  /** Checks that one target can be posted to, as far as the platform tells; throws an AppError with the reason and the fix. */
  checkTarget(target: Target, signal: AbortSignal): Promise<Finding>;
  /** Begins to hear what is said, where the bot calls the platform; a command that only posts must not take it from the bot that answers. */
  listen(): void;
  close(): Promise<void>;
}

export interface ManifestOptions {
  /** Where the platform reaches the bot, "https://retention.example.com". */
  readonly publicUrl: string;
  /** Whether the bot calls the platform instead. */
  readonly socket: boolean;
  readonly locale: Locale;
  /** Of the bot, as in package.json. */
  readonly version: string;
}

export interface ManifestMaker<S extends z.ZodObject = z.ZodObject> {
  /** The settings it tells of: they must be there, and valid. */
  readonly needs: readonly (keyof z.output<S> & string)[];
  /** Whether the bot can call the platform instead of being called. */
  readonly hasSocket: boolean;
  /** A text to paste, or a ZIP to upload; the same for the same input. Throws AppError config_invalid. */
  make(
    options: ManifestOptions,
    settings: Partial<z.output<S>>,
  ): string | Uint8Array | Promise<string | Uint8Array>;
}

export interface ChatAdapter<S extends z.ZodObject = z.ZodObject> {
  /** Also the key under `channels:` in the configuration; most have a folder of that name. */
  readonly name: string;
  /** The environment variables it reads. Parsed only when the adapter is on. */
  readonly settings: S;
  /** The variable whose presence turns the adapter on; undefined where a channel in the configuration does. */
  readonly enabledBy: string | undefined;
  /** The variable that names a channel without a configuration file; undefined where there is none. */
  readonly channelFrom: string | undefined;
  /** What a channel is configured by: the platform's id, or a URL that nobody but the bot may know. */
  readonly channelBy: 'id' | 'secret-url';
  /** Variables that are missing beside those that are set; empty where nothing is. */
  missing(settings: Partial<z.output<S>>): string[];
  /** What the platform is told to create the app from; undefined where it takes none. */
  readonly manifest: ManifestMaker<S> | undefined;
  open(settings: z.output<S>, targets: readonly Target[], host: AdapterHost): Promise<OpenAdapter>;
}

export function defineAdapter<S extends z.ZodObject>(adapter: ChatAdapter<S>): ChatAdapter<S> {
  return adapter;
}
