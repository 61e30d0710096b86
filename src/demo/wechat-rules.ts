/** What WeChat answers to a question about an app's people: its date rules, its lateness, its maturity. */
import type { Counts } from '../core/cohort.ts';
import { endOf, type Grain, type Period, periodOf, shift } from '../core/period.ts';
import { FAULTS, type Fault } from './faults.ts';
import type { Truth, World } from './world.ts';

export interface Manners {
  /** The truth it tells: the sample world, or exact figures. */
  readonly world: World;
  /** Hours after its end at which a period is computed; WeChat's is about 9, and its days differ. */
  readonly readyHour?: number | ((period: Period) => number) | undefined;
  /** How retention says that a period is not computed yet: a refusal, no figures, or zeros. */
  readonly lateAs?: '61503' | 'empty' | 'zeros' | undefined;
  /** What is told instead of the truth. */
  readonly told?: ((truth: Truth, about: About) => Truth) | undefined;
}

export interface About {
  readonly app: string;
  readonly period: Period;
  readonly by: 'retention' | 'trend';
  readonly at: Date;
}

export interface Question extends Manners {
  readonly app: string;
  readonly grain: Grain;
  readonly begin: unknown;
  readonly end: unknown;
  readonly now: Date;
}

/** The answer as JSON in WeChat's words; immature keys are absent, not zero. */
export function retentionAnswer(question: Question): object | Fault {
  const asked = askedFor(question, 'retention');
  if ('errcode' in asked) return asked;
  const { period, truth } = asked;
  const answer = (figures: (counts: Counts) => object[]) => ({
    ref_date: refDate(period),
    visit_uv_new: figures(truth.new),
    visit_uv: figures(truth.active),
  });
  if (!isComputed(period, question)) {
    const { lateAs = '61503' } = question;
    if (lateAs === '61503') return FAULTS.notReady;
    return answer(() => (lateAs === 'zeros' ? [{ key: 0, value: 0 }] : []));
  }
  return answer((counts) =>
    [...counts]
      .filter(([offset]) => isComputed(shift(period, offset), question))
      .sort(([a], [b]) => a - b)
      .map(([key, value]) => ({ key, value })),
  );
}

/** The visit trend: how many came in the period, and how often, how long and how deep; an empty list is not computed yet. */
export function trendAnswer(question: Question): object | Fault {
  const asked = askedFor(question, 'trend');
  if ('errcode' in asked) return asked;
  const { period, truth } = asked;
  if (!isComputed(period, question)) return { list: [] };
  const [people, fresh] = [truth.active.get(0) ?? 0, truth.new.get(0) ?? 0];
  const sessions = Math.round(people * SESSIONS);
  const item = {
    ref_date: refDate(period),
    session_cnt: sessions,
    visit_pv: Math.round(sessions * PAGES),
    visit_uv: people,
    visit_uv_new: fresh,
    stay_time_uv: people === 0 ? 0 : rounded((sessions * STAY_SECONDS) / people),
    stay_time_session: people === 0 ? 0 : STAY_SECONDS,
    visit_depth: people === 0 ? 0 : DEPTH,
  };
  return { list: [item] };
}

/** About what WeChat's documentation shows: visits a person, pages a visit, seconds a visit, pages deep. */
const [SESSIONS, PAGES, STAY_SECONDS, DEPTH] = [2.57, 3.31, 54.5346, 1.9735];

function askedFor(
  question: Question,
  by: About['by'],
): { readonly period: Period; readonly truth: Truth } | Fault {
  const { app, grain, now, world, told } = question;
  const [first, last] = [isoDate(question.begin), isoDate(question.end)];
  if (!first || !last) return FAULTS.dateFormat;
  const period = periodOf(grain, first);
  if (period.first !== first || period.last !== last) return FAULTS.dateRange;
  if (endOf(period) > now) return FAULTS.dateRange;
  const truth = world.truth(app, period);
  if (!truth) return FAULTS.dateRange;
  return { period, truth: told?.(truth, { app, period, by, at: now }) ?? truth };
}

function isComputed(period: Period, { now, readyHour = 0 }: Question): boolean {
  const hours = typeof readyHour === 'number' ? readyHour : readyHour(period);
  return endOf(period).getTime() + hours * 3_600_000 <= now.getTime();
}

function refDate({ grain, first, last }: Period): string {
  const [from, to] = [first.replaceAll('-', ''), last.replaceAll('-', '')];
  return { day: from, week: `${from}-${to}`, month: from.slice(0, 6) }[grain];
}

/** "20170313" → "2017-03-13"; undefined for any other form and for days that don't exist. */
function isoDate(compact: unknown): string | undefined {
  if (typeof compact !== 'string' || !/^\d{8}$/.test(compact)) return undefined;
  const date = `${compact.slice(0, 4)}-${compact.slice(4, 6)}-${compact.slice(6)}`;
  const day = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date) ? date : undefined;
}

function rounded(number: number): number {
  return Number(number.toFixed(4));
}
