/** Alerts as lines of a list, in a chat and on a terminal. */
import type { Formatter } from '../format.ts';
import type { Catalogue } from '../text/index.ts';
import type { Finding, Judgement, Series } from './alert.ts';

/** "New users of Shop since Mon, Nov 16: D1 23.9%, expected 28.4% to 31.2%, 1,234 users". */
export function findingLine(
  app: string,
  { segment, since, cells }: Pick<Finding, 'segment' | 'since' | 'cells'>,
  text: Catalogue,
  format: Formatter,
): string {
  const { alerts: words } = text.answers;
  const [first, ...others] = cells;
  const opening = words.finding({ app, segment, since: format.day(since) });
  if (!first) return opening;
  const cell = cellText(first, text, format);
  return others.length > 0
    ? words.withOthers({ opening, cell, others: format.count(others.length) })
    : words.with({ opening, cell });
}

function cellText(
  { grain, offset, rate, interval: [low, high], size }: Judgement,
  text: Catalogue,
  format: Formatter,
): string {
  return text.answers.alerts.cell({
    label: format.offset(grain, offset),
    rate: format.rate(rate),
    low: format.rate(low),
    high: format.rate(high),
    size: format.count(size),
  });
}

/** "new D1 of Shop: a fall smaller than 18% cannot be seen". */
export function sightLine(
  app: string,
  { grain, segment, offset, smallestDrop }: Series & { readonly smallestDrop: number | null },
  text: Catalogue,
  format: Formatter,
): string {
  const { alerts: words } = text.answers;
  const series = { app, segment, label: format.offset(grain, offset) };
  return smallestDrop === null
    ? words.blind(series)
    : words.sight({ ...series, drop: format.rate(smallestDrop) });
}
