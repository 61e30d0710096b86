/** The words of alerting: what is judged, what is found, what is remembered, what is told. Pure data, JSON throughout. */

import type { Calendar } from '../calendar.ts';
import type { Segment, Triangle } from '../cohort.ts';
import type { Grain, Period } from '../period.ts';
import type { Interval } from '../statistics.ts';

/** One rate of a cohort, by app, grain, segment and offset; without a cohort it is a series. */
export interface Series {
  readonly grain: Grain;
  readonly segment: Segment;
  /** Above zero. */
  readonly offset: number;
}

export interface AlertRule {
  readonly app?: string | undefined;
  readonly grain?: Grain | undefined;
  readonly segment?: Segment | undefined;
  readonly offset?: number | undefined;
  /** Fires where the rate is below it, beyond chance. */
  readonly below?: number | undefined;
  /** Fires where the rate is so much below its baseline, relatively, beyond chance. */
  readonly drop?: number | undefined;
}

export type Sensitivity = 'low' | 'normal' | 'high';

export interface AlertSettings {
  readonly sensitivity: Sensitivity;
  /** Beside the usual decision, never instead of it. */
  readonly rules: readonly AlertRule[];
}

export const USUAL_ALERTS: AlertSettings = { sensitivity: 'normal', rules: [] };

/** What a series' rate usually is, for a cell of one type (statistics.md §5.5). Rates are fractions. */
export interface Baseline {
  /** The rate expected of this cell. */
  readonly level: number;
  /** Overdispersion of the series, never below 1: the spread is that of size/phi people. */
  readonly phi: number;
  /** Cells of the same type it rests on, and the people in them. */
  readonly cohorts: number;
  readonly people: number;
  /** The oldest and the newest cohort of those. */
  readonly first: Period;
  readonly last: Period;
  /** The first day of a level that was taken for normal after it had lasted; undefined where the level is the old one. */
  readonly newNormalSince: string | undefined;
}

/** Why a cell is not judged. */
export type NotJudged =
  /** Fewer than six cells of its type in the last eight weeks. */
  | { readonly reason: 'history'; readonly cells: number; readonly needed: number }
  /** The calendar has no data of a year it needs. */
  | { readonly reason: 'calendar'; readonly year: number }
  /** Missing, zero size, contradiction, or a day of zeros alone. */
  | { readonly reason: 'figure' }
  /** Fewer users than a rate can be judged from. */
  | { readonly reason: 'users'; readonly size: number; readonly needed: number };

/** Where the variance of a rate comes from, relative to what was expected squared. */
export interface Spread {
  /** Its own chance. */
  readonly own: number;
  /** What all offsets of a cohort have in common. */
  readonly cohort: number;
  /** What all cohorts have in common that returned in one period. */
  readonly returned: number;
  /** The error of the level it is judged by, as a multiple of the above: what all of its type share, and one weekday. */
  readonly level: number;
  readonly weekday: number;
}

/** One cell, judged once, when it became mature. */
export interface Judgement extends Series {
  readonly cohort: Period;
  readonly size: number;
  readonly retained: number;
  readonly rate: number;
  readonly expected: number;
  /** Where 95 % of such rates lie when nothing has changed. */
  readonly interval: Interval;
  /** Standard deviations from what was expected, below zero for a fall. */
  readonly score: number;
  readonly phi: number;
  /** Which cells make its baseline: days by what kind they and the return days are, "workday>saturday". */
  readonly type: string;
  readonly spread: Spread;
  /** The last Beijing day of the period it returned in. */
  readonly returned: string;
}

/** A fall of one segment of an app; later offsets and grains join it. */
export interface Finding {
  /** "wx123-new-2026-10-03": app, segment and the day it was first told. */
  readonly id: string;
  readonly segment: Segment;
  /** Beijing date of the first cohort that fell. */
  readonly since: string;
  /** ISO instant of the run that found it. */
  readonly openedAt: string;
  /** What has joined it, each with its newest judgement. */
  readonly cells: readonly Judgement[];
  /** How far it had fallen when it was told last: relative to the baseline, below zero. */
  readonly depth: number;
  /** The standard error of `depth`. */
  readonly error: number;
  /** The one series that fell; undefined where the offsets of the cohorts fell together. */
  readonly series: Series | undefined;
  /** Users of the cohorts it rests on. */
  readonly people: number;
  /** How often it was told to be worse. */
  readonly worsened: number;
  /** The rule that found it; undefined for the usual decision. */
  readonly rule: AlertRule | undefined;
  /** Consecutive mature cohorts that were back to normal. */
  readonly calm: number;
  /** Id of the message that told it first; set once it is grouped, and carried on. */
  readonly message?: string | undefined;
}

/** What is remembered of an app between two runs; grows with nothing but open findings. */
export interface AlertMemory {
  /** ISO instant of the last run. */
  readonly at: string;
  /** The judgements of the last weeks: no cell is judged twice, and several cohorts are judged together. */
  readonly judged: readonly Judgement[];
  readonly open: readonly Finding[];
  /** Cohorts of confirmed falls: no baseline rests on them. */
  readonly excluded: readonly {
    readonly segment: Segment;
    readonly first: string;
    readonly last: string;
  }[];
  /**
   * Levels that lasted, and are normal since; `declared` is the last day judged by the level before, as what was
   * judged so far is no evidence against the new one.
   */
  readonly normal: readonly {
    readonly segment: Segment;
    readonly since: string;
    readonly declared?: string | undefined;
  }[];
}

/** What changed in a run for one finding: worth telling. */
export interface AlertChange {
  readonly kind: 'drop' | 'worse' | 'recovered' | 'retracted';
  /** Why it ended: `new-normal` where the level lasted and is the baseline from now on. */
  readonly reason: 'fell' | 'back' | 'new-normal' | 'revised';
  /** As it stands after the change. */
  readonly finding: Finding;
  /** The cells that say so, the most telling first. */
  readonly cells: readonly Judgement[];
}

/** One app as a run sees it. */
export interface WatchInput {
  readonly app: string;
  readonly triangles: Readonly<Record<Grain, Triangle>>;
  /** The newest complete period of each grain whose figures are expected at the run. */
  readonly newest: Readonly<Record<Grain, Period>>;
  readonly calendar: Calendar;
  /** Undefined before the first run. */
  readonly memory: AlertMemory | undefined;
}

/** What a run judged of an app, before anything is decided. */
export interface Judged {
  readonly app: string;
  /** Cells judged for the first time. */
  readonly fresh: readonly Judgement[];
  /** Cells judged before, as they are now that WeChat told their figures otherwise. */
  readonly revised: readonly Judgement[];
  /** Series whose newest mature cell could not be judged, and why. */
  readonly not: readonly (Series & { readonly cohort: Period; readonly why: NotJudged })[];
}
