/** The time of which the database knows nothing: while no process wrote to it, or since the copy it was restored from. */
import { beijingDate, beijingMidnight, periodOf, readyAt } from '../core/period.ts';
import type { MarkBook } from '../ports/shared-stores.ts';
import type { Stores } from '../ports/stores.ts';
import type { Bot } from './bot.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** The mark is made every minute; a restart within this has missed nothing. */
const GAP_MS = 3 * MINUTE_MS;
/** A witness so much later than the mark is of another file than this one. */
const OLDER_MS = 2 * MINUTE_MS;
/** Nothing is posted so long after it was due, and nothing in a chat is looked for further back. */
const REACH_MS = 14 * DAY_MS;
/** Clocks of chats and machines differ a little, and nobody says every second that it is alive. */
const MARGIN_MS = 5 * MINUTE_MS;

export interface LostTime {
  readonly from: Date;
  readonly until: Date;
  /** Messages were posted in it that the database doesn't know; else there is no more than a chance of it. */
  readonly isRestored: boolean;
}

type Past = Pick<Stores, 'marks'>;

/** What a start found, by the marks it was read from, because whoever shares them shares that past. */
const gaps = new WeakMap<MarkBook, LostTime>();

/** Every minute while the bot runs. */
export async function keepAlive({ stores: { marks }, clock }: Pick<Bot, 'stores' | 'clock'>) {
  await marks.set('alive', clock.now());
}

/**
 * Before the first `keepAlive` of a start, and before anything is posted.
 *
 * @param witness when this database was last alive, as kept beside it
 */
export async function lostTime(
  stores: Past,
  now: Date,
  witness?: Date,
): Promise<LostTime | undefined> {
  const { marks } = stores;
  const alive = await marks.get('alive');
  const copied = await marks.get('copied');
  const from = copied ?? outdated(alive, witness);
  if (from) {
    await markLost(stores, from, endOf(from, witness, now));
    // Last: a start that is killed before it finds the same again.
    await marks.set('copied', undefined);
  }
  const gap = gapSince(alive, now);
  if (gap) gaps.set(marks, gap);
  return (await restoredTime(stores, now)) ?? gap;
}

function gapSince(alive: Date | undefined, now: Date): LostTime | undefined {
  if (!alive || now.getTime() - alive.getTime() < GAP_MS) return undefined;
  return { from: alive, until: now, isRestored: false };
}

/** The moment of a file that is older than what ran here last. */
function outdated(alive: Date | undefined, witness: Date | undefined): Date | undefined {
  if (!witness) return undefined;
  // One that was never alive stands where another has been: how old it is, nobody knows.
  if (!alive) return new Date(witness.getTime() - REACH_MS);
  return witness.getTime() > alive.getTime() + OLDER_MS ? alive : undefined;
}

/** Nothing was posted once nobody was alive; a witness from before the copy is of some other life. */
function endOf(from: Date, witness: Date | undefined, now: Date): Date {
  if (!witness || witness <= from) return now;
  return new Date(Math.min(witness.getTime() + MARGIN_MS, now.getTime()));
}

/** Of two restores, one soon after the other, all the time is lost. */
export async function markLost(stores: Past, from: Date, until: Date): Promise<void> {
  const { marks } = stores;
  const before = await restoredTime(stores, until);
  const first = before && before.from < from ? before.from : from;
  const last = before && before.until > until ? before.until : until;
  // The end last: half of it written is no lost time yet, and written again.
  await marks.set('lost-from', first);
  await marks.set('lost-until', last);
}

/** Undefined where nothing of that time can be due any more. */
export async function restoredTime({ marks }: Past, now: Date): Promise<LostTime | undefined> {
  const until = await marks.get('lost-until');
  if (!until || until.getTime() + REACH_MS < now.getTime()) return undefined;
  const from = await marks.get('lost-from');
  return from && { from, until, isRestored: true };
}

export interface Dated {
  /** From when on it may have been posted, as its own schedule says. */
  readonly due?: Date | undefined;
  /** From when on another schedule, or the one before the configuration was changed, may have posted it. */
  readonly possible?: Date | undefined;
}

/**
 * Since when a message may stand in its chat, though the database has none of it. What is due only after
 * the time that was lost is looked for, but not held back where nobody can look (`isHeld`).
 */
export async function mayStandSince(
  stores: Past,
  { due, possible = due }: Dated,
  now: Date,
): Promise<(LostTime & { readonly isHeld: boolean }) | undefined> {
  if (!(due && possible)) return undefined;
  const restored = await restoredTime(stores, now);
  const gap = gaps.get(stores.marks);
  const lost =
    restored && possible <= restored.until ? restored : gap && due <= gap.until ? gap : undefined;
  if (!lost) return undefined;
  const from = new Date(lost.from.getTime() - MARGIN_MS);
  return { ...lost, from, isHeld: lost.isRestored && due <= lost.until };
}

/** A row that was open in the copy began before that was made. */
export function reachOf({ from }: LostTime): Date {
  return new Date(from.getTime() - REACH_MS);
}

/** From when on a message of a day may have been posted. */
export function dayOf(at: Date): Date {
  return beijingMidnight(beijingDate(at));
}

/** Whether what returned on a Beijing date was known, and told, before a moment. */
export function wasKnown(returned: string, { until }: LostTime): boolean {
  return readyAt(periodOf('day', returned)) <= until;
}
