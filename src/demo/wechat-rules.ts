/** What WeChat answers to a question about retention: its date rules, its lateness, its maturity. */
import type { Counts } from '../core/cohort.ts';
import { endOf, type Grain, type Period, periodOf, shift } from '../core/period.ts';
import type { World } from './world.ts';

/** An errcode with WeChat's own words. */
export interface Fault {
  readonly errcode: number;
  readonly errmsg: string;
}

export interface Question {
  readonly app: string;
  readonly grain: Grain;
  readonly begin: unknown;
  readonly end: unknown;
  readonly now: Date;
  /** Hours after its end at which a period is computed. */
  readonly readyHour: number;
  readonly world: World;
}

export const FAULTS = {
  invalidCredential: fault(
    40001,
    'invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r',
  ),
  invalidGrantType: fault(40002, 'invalid grant_type'),
  invalidAppid: fault(40013, 'invalid appid'),
  invalidSecret: fault(40125, 'invalid appsecret'),
  missingToken: fault(41001, 'access_token missing'),
  missingAppid: fault(41002, 'appid missing'),
  missingSecret: fault(41004, 'appsecret missing'),
  expiredToken: fault(42001, 'access_token expired'),
  postOnly: fault(43002, 'require POST method'),
  emptyBody: fault(44002, 'empty post data'),
  dataFormat: fault(47001, 'data format error'),
  dateFormat: fault(61500, 'date format error'),
  dateRange: fault(61501, 'date range error'),
  notReady: fault(61503, 'data not ready, please try later'),
} as const;

/** The answer as JSON in WeChat's words; immature keys are absent, not zero. */
export function retentionAnswer(question: Question): object | Fault {
  const { app, grain, now, world } = question;
  const [first, last] = [isoDate(question.begin), isoDate(question.end)];
  if (!first || !last) return FAULTS.dateFormat;
  const period = periodOf(grain, first);
  if (period.first !== first || period.last !== last) return FAULTS.dateRange;
  if (endOf(period) > now) return FAULTS.dateRange;
  const truth = world.truth(app, period);
  if (!truth) return FAULTS.dateRange;
  if (!isComputed(period, question)) return FAULTS.notReady;
  const mature = (counts: Counts) =>
    [...counts]
      .filter(([offset]) => isComputed(shift(period, offset), question))
      .sort(([a], [b]) => a - b)
      .map(([key, value]) => ({ key, value }));
  return {
    ref_date: refDate(period),
    visit_uv_new: mature(truth.new),
    visit_uv: mature(truth.active),
  };
}

function isComputed(period: Period, { now, readyHour }: Question): boolean {
  return endOf(period).getTime() + readyHour * 3_600_000 <= now.getTime();
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

function fault(errcode: number, errmsg: string): Fault {
  return { errcode, errmsg };
}
