/** The ways in which WeChat fails, as knobs: a description in, options of the simulated server out. */
import type { Segment } from '../core/cohort.ts';
import type { Grain, Period } from '../core/period.ts';
import { addressRefused, FAULTS, type Fault } from './faults.ts';
import { noiseOf } from './noise.ts';
import type { AnswerOptions } from './wechat-answers.ts';
import type { SimulatedCall } from './wechat-calls.ts';
import type { About } from './wechat-rules.ts';
import { BAD_GATEWAY, type SimulatedReply, type SimulatedWeChatOptions } from './wechat-server.ts';
import type { Truth } from './world.ts';

/** Shares are of calls, from 0 to 1; what is left out never happens. */
export interface FailureKnobs
  extends Pick<
    SimulatedWeChatOptions,
    'tokenCalls' | 'overwrittenEvery' | 'quota' | 'minuteLimit' | 'lateAs' | 'contentType'
  > {
  /** Share of calls between 02:00 and 07:00 Beijing time whose token is refused, though it works on the next call. */
  readonly nightBlips?: number | undefined;
  /** The caller's address, not on the whitelist. */
  readonly blockedIp?: string | undefined;
  /** Share of calls at which a spell of -1 begins. */
  readonly minusOne?: number | undefined;
  /** Calls a spell lasts; 1 when left out. */
  readonly minusOneBurst?: number | undefined;
  /** Share of datacube calls that find the analytics busy (61504). */
  readonly analyticsBusy?: number | undefined;
  readonly badGateway?: number | undefined;
  readonly hang?: number | undefined;
  readonly reset?: number | undefined;
  readonly miniGames?: readonly string[] | undefined;
  readonly withoutCloud?: readonly string[] | undefined;
  /** Hours after its end at which a period is computed, or other hours every day. */
  readonly readyHour?: number | 'jitter' | undefined;
  /** Weeks whose size retention tells as 0, as WeChat's own example does; the trend knows it. */
  readonly weekSizeZero?: boolean | undefined;
  /** Days, YYYY-MM-DD, of which everything told is zero. */
  readonly zeroDays?: readonly string[] | undefined;
  readonly revisions?: readonly Revision[] | undefined;
}

/** From `since` on, one figure is told otherwise. */
export interface Revision {
  readonly app: string;
  readonly grain: Grain;
  /** First day of the cohort, YYYY-MM-DD. */
  readonly first: string;
  readonly segment: Segment;
  readonly offset: number;
  readonly value: number;
  readonly since: Date;
}

export type Failures = Pick<
  SimulatedWeChatOptions,
  keyof FailureKnobs & keyof SimulatedWeChatOptions
> &
  Required<Pick<SimulatedWeChatOptions, 'intercept' | 'refuse' | 'refuseData' | 'told' | 'cloud'>>;

/** @param random 0 ≤ random < 1; asked only about what the knobs leave to chance */
export function failures(knobs: FailureKnobs, random: () => number): Failures {
  const { readyHour, tokenCalls, overwrittenEvery, quota, minuteLimit, lateAs, contentType } =
    knobs;
  const chance = (share = 0) => share > 0 && random() < share;
  return {
    ...{ tokenCalls, overwrittenEvery, quota, minuteLimit, lateAs, contentType },
    // Left out, it mustn't replace the hour its reader gives.
    ...(readyHour !== undefined && { readyHour: readyHour === 'jitter' ? jitter() : readyHour }),
    intercept: () => broken(knobs, chance),
    refuse: refusals(knobs, chance),
    refuseData: ({ app }) => {
      if (knobs.miniGames?.includes(app)) return FAULTS.miniGame;
      return chance(knobs.analyticsBusy) ? FAULTS.analyticsBusy : undefined;
    },
    told: (truth, about) => retold(truth, about, knobs),
    cloud: { without: knobs.withoutCloud },
  };
}

type Chance = (share: number | undefined) => boolean;

function broken(
  { badGateway, hang, reset }: FailureKnobs,
  chance: Chance,
): SimulatedReply | undefined {
  if (chance(badGateway)) return BAD_GATEWAY;
  if (chance(hang)) return 'hang';
  return chance(reset) ? 'reset' : undefined;
}

function refusals(
  { minusOne, minusOneBurst = 1, nightBlips, blockedIp }: FailureKnobs,
  chance: Chance,
): NonNullable<AnswerOptions['refuse']> {
  let busyCalls = 0;
  const blipped = new Set<string>();
  return (call) => {
    if (busyCalls === 0 && chance(minusOne)) busyCalls = minusOneBurst;
    if (busyCalls > 0) {
      busyCalls -= 1;
      return FAULTS.busy;
    }
    if (call.endpoint === 'stable_token') return blockedIp ? addressRefused(blockedIp) : undefined;
    return blip(call);
  };

  function blip({ token, app, at }: SimulatedCall): Fault | undefined {
    if (token === undefined || app === undefined || blipped.delete(token)) return undefined;
    if (!isNight(at) || !chance(nightBlips)) return undefined;
    blipped.add(token);
    return FAULTS.invalidCredential;
  }
}

function isNight(at: Date): boolean {
  const hour = (at.getUTCHours() + 8) % 24;
  return hour >= 2 && hour < 7;
}

/** Mostly between 09:00 and 10:30; on one day in ten not before 15:30, as users have reported. */
function jitter(): (period: Period) => number {
  const noise = noiseOf('ready hour');
  return ({ last }) => {
    const day = Date.parse(last) / 86_400_000;
    return noise.even(day, 1) < 0.1 ? 15.5 : 9 + 1.5 * noise.even(day, 2);
  };
}

function retold(
  truth: Truth,
  { app, period, by, at }: About,
  { zeroDays, weekSizeZero, revisions = [] }: FailureKnobs,
): Truth {
  const { grain, first } = period;
  if (grain === 'day' && zeroDays?.includes(first)) return each(truth, () => 0);
  const revised = (segment: Segment, offset: number) =>
    revisions.findLast(
      (one) =>
        one.app === app &&
        one.grain === grain &&
        one.first === first &&
        one.segment === segment &&
        one.offset === offset &&
        one.since <= at,
    )?.value;
  const isSizeLost = weekSizeZero && grain === 'week' && by === 'retention';
  return each(truth, (count, segment, offset) =>
    isSizeLost && offset === 0 ? 0 : (revised(segment, offset) ?? count),
  );
}

function each(
  truth: Truth,
  told: (count: number, segment: Segment, offset: number) => number,
): Truth {
  const retell = (segment: Segment) =>
    new Map([...truth[segment]].map(([offset, count]) => [offset, told(count, segment, offset)]));
  return { new: retell('new'), active: retell('active') };
}
