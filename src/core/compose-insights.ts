/** Words what moved a rate, slow change, and what is to be expected. */
import type { History } from './alerts/cells.ts';
import type { AlertMessage } from './alerts/message.ts';
import { SEGMENTS, type Segment, type Triangle } from './cohort.ts';
import { decompose, type Part } from './decomposition.ts';
import { type Drift, driftOf } from './drift.ts';
import { formatter } from './format.ts';
import { type Movement, movementOf, rateOf } from './movement.ts';
import { type Period, periodOf } from './period.ts';
import { type Projection, projectionOf } from './projection.ts';
import { type Locale, textFor } from './text/index.ts';

/** Facts, in no language yet. */
export interface Outlook {
  readonly drifts: readonly (Drift & { readonly segment: Segment })[];
  readonly projections: readonly (Projection & { readonly segment: Segment })[];
}

/**
 * Slow change and outlook as of the newest complete day, from daily cohorts.
 * @param fallen of whose fall an alert tells already
 */
export function outlookOf(
  history: History,
  newest: Period,
  fallen: readonly Segment[] = [],
): Outlook {
  return {
    drifts: SEGMENTS.filter((segment) => !fallen.includes(segment)).flatMap((segment) =>
      [1, 7].flatMap((offset) => {
        const drift = driftOf({ ...history, segment }, newest, offset);
        return drift ? [{ ...drift, segment }] : [];
      }),
    ),
    projections: SEGMENTS.flatMap((segment) => {
      const one = projectionOf({ ...history, segment }, newest, { early: 7, late: 30 });
      return one ? [{ ...one, segment }] : [];
    }),
  };
}

export function outlookLines({ drifts, projections }: Outlook, locale: Locale): string[] {
  const { insights } = textFor(locale);
  const format = formatter(locale);
  const label = (offset: number) => format.offset('day', offset);
  return [
    ...drifts.map(({ offset, segment, from, to, first }) =>
      insights.drift({
        label: label(offset),
        segment,
        isRise: to > from,
        from: format.rate(from),
        to: format.rate(to),
        change: format.relative(to / from - 1),
        since: format.day(first),
      }),
    ),
    ...projections.map(({ early, late, segment, first, last, rate, interval, weeks }) =>
      insights.projection({
        early: label(early),
        late: label(late),
        segment,
        // Seven cohorts that end with any weekday are no calendar week, and named by their ends.
        cohorts: format.shortPeriod({ ...periodOf('week', first), first, last }),
        rate: format.rate(rate),
        low: format.rate(interval[0]),
        high: format.rate(interval[1]),
        weeks: format.count(weeks),
      }),
    ),
  ];
}

export interface MovementWords {
  readonly lines: readonly string[];
  /** Where whoever was there before comes back as ever: the one thing to know. */
  readonly verdict: string | undefined;
}

/** What moved the rates that a message tells of: mix against rate, and the number of new users. */
export function movementWords(
  { items }: AlertMessage,
  appName: (appid: string) => string,
  triangle: (appid: string) => Triangle,
  locale: Locale,
): MovementWords {
  const moved = items.flatMap(({ app, change }) => {
    const cell = change.cells.find(({ grain }) => grain === 'day');
    const movement = cell && movementOf(triangle(app), { ...cell, since: change.finding.since });
    return movement ? [{ app, segment: change.finding.segment, movement }] : [];
  });
  const apps = [...new Set(moved.map(({ app }) => app))];
  const isOne = new Set(items.map(({ app }) => app)).size === 1;
  const isLoyal = moved.length > 0 && moved.every(({ movement }) => isMixAlone(movement));
  const lines = [
    ...SEGMENTS.flatMap((segment) =>
      together(
        moved.filter((one) => one.segment === segment),
        segment,
        locale,
      ),
    ),
    ...apps.flatMap((app) => {
      const own = moved.filter((one) => one.app === app);
      const leading = own.find(({ segment }) => segment === 'active') ?? own[0];
      const isActive = own.some(({ segment }) => segment === 'active');
      const name = isOne ? null : appName(app);
      return leading ? linesOf(name, leading.movement, isActive, locale) : [];
    }),
  ];
  return { lines, verdict: isLoyal ? textFor(locale).insights.loyal : undefined };
}

function isMixAlone({ isLoyal, isVolumeNotable }: Movement): boolean {
  return isLoyal && isVolumeNotable;
}

interface Moved {
  readonly app: string;
  readonly movement: Movement;
}

function together(moved: readonly Moved[], segment: Segment, locale: Locale): string[] {
  const [first, ...others] = moved;
  // Rates at different offsets are different things.
  if (!first || others.some(({ movement }) => movement.offset !== first.movement.offset)) return [];
  const parts = moved.map(
    ({ app, movement }): Part => ({ name: app, ...movement.samples[segment] }),
  );
  const split = others.length > 0 ? decompose(parts) : undefined;
  if (!split) return [];
  const format = formatter(locale);
  return [
    textFor(locale).insights.apps({
      label: format.offset('day', first.movement.offset),
      segment,
      total: format.points(split.total),
      mix: format.points(split.mix),
      rate: format.points(split.rate),
    }),
  ];
}

function linesOf(
  app: string | null,
  movement: Movement,
  isActive: boolean,
  locale: Locale,
): string[] {
  const { insights } = textFor(locale);
  const format = formatter(locale);
  const label = format.offset('day', movement.offset);
  const { before, after } = movement.volume;
  const { returning, active } = movement;
  const times = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 });
  return [
    ...(movement.isVolumeNotable
      ? [
          insights.volume({
            app,
            times: times.format(after / before),
            now: format.count(after),
            before: format.count(before),
          }),
        ]
      : []),
    ...(isActive
      ? [
          insights.split({
            app,
            label,
            total: format.points(active.total),
            mix: format.points(active.mix),
            rate: format.points(active.rate),
            isMore: after > before,
          }),
        ]
      : []),
    ...(isActive || movement.isVolumeNotable
      ? [
          insights.returning({
            app,
            label,
            before: format.rate(rateOf(returning.before)),
            after: format.rate(rateOf(returning.after)),
          }),
        ]
      : []),
  ];
}
