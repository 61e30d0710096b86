/** Numbers, dates and offsets as a reader's words; the only place that rounds. */
import { type Grain, isoWeekOf, type Period } from './period.ts';
import type { Interval } from './statistics.ts';
import type { Locale } from './text/index.ts';

/** Printed where there is no figure. */
export const NONE = '—';

export interface Formatter {
  count(people: number): string;
  /** "28.5%". */
  rate(fraction: number): string;
  /** "+1.2" or "−1.2", percentage points without the unit. */
  points(fraction: number): string;
  /** The same without a sign, where a word says the direction: "1.2". */
  distance(fraction: number): string;
  /** "−4.0%". */
  relative(fraction: number): string;
  /** "20%", where more digits would be false precision. */
  roughly(fraction: number): string;
  /** "−4.9", of a number without a unit. */
  decimal(value: number): string;
  /** "28.4–31.2%", of two rates. */
  range(interval: Interval): string;
  /** "−2.0 to −0.4", percentage points without the unit. */
  interval(interval: Interval): string;
  /** "Sat, Nov 21". */
  day(date: string): string;
  /** A period as a title names it: "Sat, Nov 21, 2026", "Nov 16 – 22, 2026 (W47)", "October 2026". */
  period(period: Period): string;
  /** The same, short: "Sat, Nov 21", "Nov 16 – 22", "Oct 2026". */
  shortPeriod(period: Period): string;
  /** "Mon, Nov 23, 09:30 Asia/Shanghai". */
  moment(instant: Date, zone: string): string;
  /** "11:40" on the same day as `since` in that zone; on another, "Mon, Nov 23, 11:40". */
  time(instant: Date, zone: string, since: Date): string;
  /** D7, W4, M1 and their like. */
  offset(grain: Grain, offset: number): string;
  /** "a, b and c". */
  list(items: readonly string[]): string;
}

/** Made once for each locale: Intl's formats are slow to make and quick to use. */
const formatters = new Map<Locale, Formatter>();

export function formatter(locale: Locale): Formatter {
  const known = formatters.get(locale) ?? createFormatter(locale);
  formatters.set(locale, known);
  return known;
}

function createFormatter(locale: Locale): Formatter {
  const number = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options);
  const dates = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
  const count = number({ maximumFractionDigits: 0 });
  const percent = number({
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const whole = number({ style: 'percent', maximumFractionDigits: 0 });
  const decimal = number({
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'negative',
  });
  const signedBy = (style: 'decimal' | 'percent') =>
    [1, 2, 3, 4, 5, 6].map((digits) =>
      number({
        style,
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        signDisplay: 'exceptZero',
      }),
    );
  const [signed, signedPercent] = [signedBy('decimal'), signedBy('percent')];
  const day = dates(SHORT_DAY);
  const longDay = dates({ weekday: 'short', month: 'short', day: 'numeric', year: 'numeric' });
  const range = dates({ month: 'short', day: 'numeric' });
  const longRange = dates({ month: 'short', day: 'numeric', year: 'numeric' });
  const month = dates({ month: 'short', year: 'numeric' });
  const longMonth = dates({ month: 'long', year: 'numeric' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const ranges = new Map<string, string>();
  /** Intl takes longer for a range than for all else of a line, and the weeks of one answer are those of the next. */
  function between(format: Intl.DateTimeFormat, period: Period): string {
    const name = `${format === range} ${period.first} ${period.last}`;
    const known = ranges.get(name) ?? rangeOf(format, period);
    if (ranges.size >= MOST_RANGES) ranges.clear();
    ranges.set(name, known);
    return known;
  }
  const rangeOf = (format: Intl.DateTimeFormat, { first, last }: Period) =>
    // Intl's Chinese ranges are written with slashes, unlike its dates.
    locale === 'zh-CN'
      ? `${format.format(utc(first))}至${range.format(utc(last))}`
      : format.formatRange(utc(first), utc(last));

  const clock = (zone: string, fields: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: 'h23', ...fields });

  return {
    count: (people) => count.format(people),
    rate: (fraction) => percent.format(fraction),
    points: (fraction) => visibly(signed, [fraction * 100])[0] ?? '',
    distance: (fraction) => (visibly(signed, [Math.abs(fraction) * 100])[0] ?? '').replace('+', ''),
    relative: (fraction) => visibly(signedPercent, [fraction])[0] ?? '',
    roughly: (fraction) => whole.format(fraction),
    decimal: (value) => decimal.format(value).replace('-', '−'),
    range: ([low, high]) => `${percent.format(low).replace('%', '')}–${percent.format(high)}`,
    interval: ([low, high]) => {
      const [from, to] = visibly(signed, [low * 100, high * 100]);
      return locale === 'zh-CN' ? `${from} 至 ${to}` : `${from} to ${to}`;
    },
    day: (date) => day.format(utc(date)),
    period(period) {
      switch (period.grain) {
        case 'day':
          return longDay.format(utc(period.first));
        case 'week':
          return `${between(longRange, period)} (W${isoWeekOf(period).week})`;
        case 'month':
          return longMonth.format(utc(period.first));
      }
    },
    shortPeriod(period) {
      switch (period.grain) {
        case 'day':
          return day.format(utc(period.first));
        case 'week':
          return between(range, period);
        case 'month':
          return month.format(utc(period.first));
      }
    },
    moment(instant, zone) {
      const moment = clock(zone, { ...SHORT_DAY, ...MINUTE });
      return `${moment.format(instant)} ${zone}`;
    },
    time(instant, zone, since) {
      const date = clock(zone, { dateStyle: 'short' });
      const isSameDay = date.format(instant) === date.format(since);
      return clock(zone, isSameDay ? MINUTE : { ...SHORT_DAY, ...MINUTE }).format(instant);
    },
    offset: (grain, offset) => offsetName(locale, grain, offset),
    list: (items) => list.format(items),
  };
}

const MOST_RANGES = 500;
const SHORT_DAY = { weekday: 'short', month: 'short', day: 'numeric' } as const;
const MINUTE = { hour: '2-digit', minute: '2-digit' } as const;

/** As many digits as keep a figure that isn't zero from being printed as one: "down, −0.7 to 0.0" would contradict itself. */
function visibly(formats: readonly Intl.NumberFormat[], values: readonly number[]): string[] {
  const printed = (format: Intl.NumberFormat) =>
    values.map((value) => format.format(value).replaceAll('-', '−'));
  const isTrue = (texts: readonly string[]) =>
    texts.every((text, index) => values[index] === 0 || /[1-9]/.test(text));
  // A digest has dozens of them, and the first format nearly always does.
  for (const format of formats) {
    const texts = printed(format);
    if (isTrue(texts)) return texts;
  }
  return formats[0] ? printed(formats[0]) : [];
}

const LETTER: Record<Grain, string> = { day: 'D', week: 'W', month: 'M' };
/** 次日, 7日, 次周, 3周, 次月: how Chinese analytics name them. */
const CHINESE: Record<Grain, [next: string, unit: string]> = {
  day: ['次日', '日'],
  week: ['次周', '周'],
  month: ['次月', '个月'],
};

function offsetName(locale: Locale, grain: Grain, offset: number): string {
  if (locale === 'en') return `${LETTER[grain]}${offset}`;
  const [next, unit] = CHINESE[grain];
  return offset === 1 ? next : `${offset}${unit}`;
}

function utc(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}
