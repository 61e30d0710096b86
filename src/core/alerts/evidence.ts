/** Several cells together: how far they fell, and how sure that is. */
import type { Segment } from '../cohort.ts';
import { addDays } from '../period.ts';
import type { Judgement, Series } from './alert.ts';
import { type Pooled, pooled } from './pooled.ts';

export interface Evidence extends Pooled {
  /** The one series it rests on; undefined for all offsets of some days. */
  readonly series: Series | undefined;
  /** The first day that it says fell: of a cohort, or on which people did not return. */
  readonly since: string;
}

/** Days of cohorts, or of returns, that are taken together. */
const DAYS = [1, 2, 3, 5, 7];
/** Cells of one series that are taken together. */
const SERIES_CELLS = [1, 3, 7];

/** Everything one looks at in a segment on a morning. */
export function evidenceOf(judged: readonly Judgement[], segment: Segment): Evidence[] {
  const own = judged.filter((one) => one.segment === segment);
  return [...ofCohorts(own), ...ofReturns(own), ...bySeries(own).flatMap((one) => ofSeries(one))];
}

/** The cohorts of the last days, each with all its offsets. */
export function ofCohorts(
  judged: readonly Judgement[],
  windows: readonly number[] = DAYS,
): Evidence[] {
  return byDays(judged, windows, ({ cohort }) => cohort.first, -1);
}

/** Whatever came back in the last days, of every cohort. */
function ofReturns(judged: readonly Judgement[], windows: readonly number[] = DAYS): Evidence[] {
  return byDays(judged, windows, ({ returned }) => returned, 0);
}

function byDays(
  judged: readonly Judgement[],
  windows: readonly number[],
  dayOf: (cell: Judgement) => string,
  newest: number,
): Evidence[] {
  const daily = judged.filter(({ grain }) => grain === 'day');
  if (daily.length === 0) return [];
  const today = newestOf(daily);
  return windows.flatMap((days) => {
    const since = addDays(today, 1 - days + newest);
    const cells = daily.filter((cell) => dayOf(cell) >= since);
    if (cells.length === 0) return [];
    return [{ ...pooled(cells), series: undefined, since: earliest(cells.map(dayOf)) }];
  });
}

/** The newest cells of one series. */
export function ofSeries(
  judged: readonly Judgement[],
  windows: readonly number[] = SERIES_CELLS,
): Evidence[] {
  const [any] = judged;
  if (!any) return [];
  const { grain, segment, offset } = any;
  const sorted = judged.toSorted((a, b) => (a.returned < b.returned ? 1 : -1));
  const counts = grain === 'day' ? windows.filter((count) => count <= sorted.length) : [1];
  return counts.map((count) => {
    const cells = sorted.slice(0, count);
    const since = earliest(cells.map(({ cohort }) => cohort.first));
    return { ...pooled(cells), series: { grain, segment, offset }, since };
  });
}

function earliest(dates: readonly string[]): string {
  return dates.reduce((first, date) => (date < first ? date : first));
}

function bySeries(judged: readonly Judgement[]): Judgement[][] {
  const groups = Map.groupBy(judged, ({ grain, offset }) => `${grain} ${offset}`);
  return [...groups.values()];
}

export function newestOf(judged: readonly Judgement[]): string {
  return judged.reduce((newest, { returned }) => (returned > newest ? returned : newest), '');
}
