/** Edits the digests that stand in the chats when figures come late or are told otherwise; posts nothing. */
import type { Triangle } from '../core/cohort.ts';
import { type Comparison, compare, NOTHING_USUAL, UNEVENTFUL } from '../core/comparison.ts';
import { ChannelError, refuser } from '../core/errors.ts';
import {
  addDays,
  type Grain,
  newestComplete,
  newestExpected,
  OFFSETS,
  periodOf,
  shift,
} from '../core/period.ts';
import { type RevisedFigure, revisedFigures, shownFigures } from '../core/revision.ts';
import type { Shown, Standing } from '../ports/stores.ts';
import type { App, Bot, Destination } from './bot.ts';
import { inTurn } from './chat-turns.ts';
import { compose, isReady, lateRemarks } from './compose.ts';
import { holdLease, leaseFrom } from './hold-lease.ts';
import { isPaused } from './pause.ts';
import { publicActions } from './post-digest.ts';

/** Digests of the last week: later their readers have moved on. */
const REACH_DAYS = 7;
/** How long an edit may take. */
const DEADLINE_MS = 90_000;
/** Between tries, where the chat names no time itself. */
const AGAIN_MS = 3 * 60_000;

/** What became of a digest that stands. */
export interface Revised {
  readonly chat: string;
  /** First day of the period it is of. */
  readonly first: string;
  /** Whether it still waits for that period's figures. */
  readonly isLate: boolean;
  /** Milliseconds after which an edit that failed is worth another try. */
  readonly againMs: number | undefined;
}

/** Looks at the store alone; whoever has just collected calls it. */
export async function revise(
  bot: Bot,
  app: App,
  grain: Grain,
  signal: AbortSignal,
): Promise<Revised[]> {
  const now = bot.clock.now();
  const from = periodOf(grain, addDays(newestExpected(grain, now).last, -REACH_DAYS)).first;
  const standing = await bot.stores.deliveries.standing(app.appid, grain, from);
  if (standing.length === 0) return [];
  const shows = comparing(app, grain, await read(bot, app, grain, standing, now));
  return Promise.all(standing.map((one) => reviseOne({ bot, app, shows, now, signal }, one)));
}

/** All that the digests rest on, at once: a busy morning has eight of every app. */
function read(bot: Bot, app: App, grain: Grain, standing: readonly Standing[], now: Date) {
  const oldest = standing.map(({ shown }) => shown.period).reduce((a, b) => (a < b ? a : b));
  const first = shift(periodOf(grain, oldest), -Math.max(...OFFSETS[grain])).first;
  const last = newestComplete(grain, now).first;
  return bot.stores.snapshots.triangle(app.appid, grain, { first, last }, now);
}

/** One period stands in many chats. */
function comparing({ appid }: App, grain: Grain, triangle: Triangle): Look['shows'] {
  const compared = new Map<string, Comparison>();
  return (first) => {
    const one =
      compared.get(first) ??
      compare(appid, periodOf(grain, first), triangle, UNEVENTFUL, NOTHING_USUAL);
    compared.set(first, one);
    return one;
  };
}

interface Look {
  readonly bot: Bot;
  readonly app: App;
  /** The comparison up to a period, by its first day. */
  readonly shows: (first: string) => Comparison;
  /** The moment that it was read at. */
  readonly now: Date;
  readonly signal: AbortSignal;
}

async function reviseOne(look: Look, standing: Standing): Promise<Revised> {
  const { bot } = look;
  const { shown, channel: chat } = standing;
  const left = { chat, first: shown.first, isLate: isLate(shown), againMs: undefined };
  const change = changeOf(look, shown);
  if (!change) return left;
  const { deliveries, pauses } = bot.stores;
  const [destination] = await bot.destinations([chat]);
  const pause = await pauses.get(chat);
  // Nobody waits for figures where they can't be shown.
  if (!destination || (pause && isPaused(pause))) return { ...left, isLate: false };
  // Its lease begins with its turn.
  return inTurn(deliveries, chat, async () => {
    const taken = bot.clock.now();
    const lease = leaseFrom(taken);
    const { id } = standing;
    if (!(await deliveries.takeEdit(id, shown.asOf, taken, lease))) return left;
    const held = holdLease(bot, lease, (before, until) => deliveries.renewEdit(id, before, until));
    try {
      const signal = AbortSignal.any([look.signal, held.lost]);
      const { isEnded, againMs } = await edit({ ...look, signal }, standing, destination, change);
      if (!isEnded) return { ...left, isLate: left.isLate && againMs !== undefined, againMs };
      await held.write((now) => deliveries.edited(id, now, change));
    } finally {
      held.release();
    }
    return { ...left, isLate: isLate(change) };
  });
}

/** Whether it shows an older period than the one it is of. */
export function isLate({ first, period }: Shown): boolean {
  return period !== first;
}

/** What the digest would show now, where that is something else. */
function changeOf({ shows, now }: Look, shown: Shown): Shown | undefined {
  const after = (period: string, changes: readonly RevisedFigure[]): Shown => ({
    ...shown,
    period,
    asOf: now,
    figures: shownFigures(shows(period)),
    revisions: [...shown.revisions, { at: now, changes }],
  });
  if (isLate(shown) && isReady(shows(shown.first))) return after(shown.first, []);
  const changes = revisedFigures(shown.figures, shownFigures(shows(shown.period)));
  return changes.length > 0 ? after(shown.period, changes) : undefined;
}

async function edit(
  { bot, app, now, signal }: Look,
  { posted }: Standing,
  { channel, locale }: Destination,
  shown: Shown,
): Promise<{ readonly isEnded: boolean; readonly againMs?: number }> {
  const { grain, first, schedule, revisions } = shown;
  const [wanted, period] = [periodOf(grain, first), periodOf(grain, shown.period)];
  const composed = await compose(bot, app, period, now);
  const digest = composed.digest(locale, {
    remarks: lateRemarks(wanted, period, locale),
    schedule,
    revisions: { made: revisions, zone: schedule?.zone ?? bot.zone },
    actions: publicActions(app, period, locale),
  });
  const fields = { channel: channel.name, app: app.appid, grain, period: first };
  try {
    const deadline = AbortSignal.any([AbortSignal.timeout(DEADLINE_MS), signal]);
    await channel.edit(posted, digest, deadline);
    bot.log.info(fields, 'digest revised');
    return { isEnded: true };
  } catch (error) {
    // No news where the platform changes nothing that was posted.
    const isNews = !(error instanceof ChannelError) || error.code !== 'workflow_no_edit';
    bot.log[isNews ? 'error' : 'debug']({ ...fields, err: error }, 'digest not revised');
    const { outcome, retryAfterMs = 0 } = error instanceof ChannelError ? error : {};
    // A chat that refuses everything may be mended, and whoever looks next tries again; a message
    // that is deleted, or closed to edits, would be refused again.
    if (outcome === 'rejected') return { isEnded: refuser(error) === undefined };
    // Its lease runs out first; the same edit made twice leaves the same digest.
    return { isEnded: false, againMs: Math.max(AGAIN_MS, retryAfterMs) };
  }
}
