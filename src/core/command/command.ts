/** What `/retention` understands: a closed set of commands, the same in every chat. */
import type { AlertRule } from '../alerts/alert.ts';
import type { Segment } from '../cohort.ts';
import type { Grain, Period } from '../period.ts';

/** A Mini Program by name. */
export interface AppName {
  readonly appid: string;
  readonly name: string;
}

/** What the words are read with. */
export interface Reading {
  readonly apps: readonly AppName[];
  /** What "yesterday" and "W46" are counted from. */
  readonly now: Date;
}

/** Answered with figures. Apps are appids; undefined is what was not said. */
export type ReportCommand =
  | {
      readonly kind: 'digest';
      readonly grain: Grain;
      readonly app: string | undefined;
      readonly segment: Segment | undefined;
      /** The newest one where none was named. */
      readonly period: Period | undefined;
    }
  | {
      readonly kind: 'compare-apps';
      readonly apps: readonly [string, string];
      readonly grain: Grain;
      readonly segment: Segment | undefined;
      readonly period: Period | undefined;
    }
  | {
      readonly kind: 'compare-periods';
      /** Of one grain, as they were named: the first is compared with the second. */
      readonly periods: readonly [Period, Period];
      readonly app: string | undefined;
      readonly segment: Segment | undefined;
    }
  | {
      readonly kind: 'trend';
      readonly grain: Grain;
      /** Above zero, one of OFFSETS. */
      readonly offset: number;
      /** Cohorts shown; undefined for the usual length. */
      readonly length: number | undefined;
      readonly app: string | undefined;
      readonly segment: Segment | undefined;
    }
  | {
      readonly kind: 'cohorts';
      readonly grain: Grain;
      readonly app: string | undefined;
      readonly segment: Segment | undefined;
    };

export type Command =
  | ReportCommand
  | ChatCommand
  | { readonly kind: 'apps' | 'help' }
  /** `meant`: the whole command with its nearest known word, where one is near. */
  | { readonly kind: 'unknown'; readonly word: string; readonly meant: string | undefined }
  | { readonly kind: 'faulty'; readonly fault: CommandFault };

/** About one alert, by its number. */
export type AlertCommand =
  | { readonly kind: 'mute'; readonly number: number; readonly days: number }
  | { readonly kind: 'unmute'; readonly number: number }
  /** Its details. */
  | { readonly kind: 'alert'; readonly number: number }
  | { readonly kind: 'vote'; readonly number: number; readonly isUseful: boolean };

/** What is about the chat it stands in, rather than about figures. */
export type ChatCommand =
  /** Without `what`: every scheduled digest into this chat. */
  | { readonly kind: 'subscribe'; readonly what: Wanted | undefined }
  /** Without `number`: the whole chat. */
  | { readonly kind: 'unsubscribe'; readonly number: number | undefined }
  | AlertCommand
  /**
   * What a rule would have told; one without `below` and `drop` only says which app and series: of these
   * the usual decision and the rules of the configuration are tested.
   */
  | { readonly kind: 'test-alerts'; readonly rule: AlertRule | undefined; readonly days: number }
  | { readonly kind: 'subscriptions' | 'alerts' | 'status' };

export interface Wanted {
  readonly grain: Grain;
  readonly app: string | undefined;
  /** "09:30"; the usual time where none was said. */
  readonly at: string | undefined;
  /** IANA zone; the usual one where none was said. */
  readonly zone: string | undefined;
}

/** Understood as far as this, and wrong there. */
export type CommandFault =
  /** "2026-02-30". */
  | { readonly kind: 'no-date'; readonly word: string }
  /** Not over yet, so nothing of it exists. */
  | { readonly kind: 'not-over'; readonly period: Period }
  /** "weekly 2026-10": what was named is no single period of the grain. */
  | { readonly kind: 'other-grain'; readonly word: string; readonly grain: Grain }
  /** More than one app could be meant. */
  | { readonly kind: 'which-app'; readonly word: string; readonly apps: readonly AppName[] }
  /** `compare` wants two apps, or two periods of one grain. */
  | { readonly kind: 'compare-what' }
  | { readonly kind: 'no-offset'; readonly word: string; readonly grain: Grain }
  /** "0d", "9999d". */
  | { readonly kind: 'no-length'; readonly word: string; readonly most: number }
  | { readonly kind: 'no-time'; readonly word: string }
  | { readonly kind: 'no-zone'; readonly word: string; readonly meant: string | undefined }
  | { readonly kind: 'no-grain' }
  | { readonly kind: 'no-number'; readonly word: string }
  /** "mute 3" without how long, or for longer than `most` days. */
  | { readonly kind: 'no-days'; readonly word: string; readonly most: number }
  /** "below 120%". */
  | { readonly kind: 'no-share'; readonly word: string }
  /** A test of alerts over no days, or over more than `most`. */
  | { readonly kind: 'no-span'; readonly word: string; readonly most: number };
