/** Sample digests, composed by the core from made-up triangles. */
import type { Cohort, Segment, Triangle } from '../../src/core/cohort.ts';
import { compare } from '../../src/core/comparison.ts';
import { compose } from '../../src/core/compose.ts';
import { type Action, type Digest, plainDigest } from '../../src/core/digest.ts';
import {
  distance,
  type Grain,
  isMature,
  OFFSETS,
  type Period,
  periodOf,
  shift,
} from '../../src/core/period.ts';
import { type Locale, textFor } from '../../src/core/text/index.ts';

/** A Saturday's figures: D1 of new users is down, D7 up, D30 unclear. */
export function dailyDigest(options: { appName?: string; locale?: Locale } = {}): Digest {
  const period = periodOf('day', '2026-11-21');
  return compose(compare('wx1234567890abcdef', period, triangleOf(period)), triangleOf(period), {
    appName: options.appName ?? 'Corner Shop',
    locale: options.locale ?? 'en',
    schedule: { at: new Date('2026-11-22T01:30:00Z'), zone: 'Asia/Shanghai' },
    simulated: true,
  });
}

/** Chinese unless told otherwise, of one segment, without a schedule. */
export function weeklyDigest(options: { appName?: string; locale?: Locale } = {}): Digest {
  const period = periodOf('week', '2026-11-21');
  return compose(compare('wx1234567890abcdef', period, triangleOf(period)), triangleOf(period), {
    appName: options.appName ?? '街角小店',
    locale: options.locale ?? 'zh-CN',
    segment: 'new',
  });
}

/** A fall in an app with a long name: the chart with its band and what is marked, the cells, buttons that tell. */
export function alertDigest(): Digest {
  const days = Array.from({ length: 20 }, (_, index) => `Nov ${index + 2}`);
  const app = 'The Corner Shop for Tea, Coffee and Everything Else, Shanghai';
  const tell = (label: string, command: string): Action => ({
    label,
    does: 'tell',
    command,
    isCurrent: false,
  });
  return plainDigest({
    locale: 'en',
    title: `${app}: D1 and D3 of new users fell by 18%, since Thu, Nov 19 (alert 12)`,
    summary: `${app}: D1 of new users is 24.6%, expected 28.9% to 31.1%, since Thu, Nov 19.`,
    sections: [
      {
        kind: 'chart',
        chart: {
          kind: 'line',
          title: 'D1 retention of new users',
          subtitle: app,
          alt: 'Line chart. D1 of new users: 24.6% on Nov 21; Nov 19 to 21 are below the expected range, 28.9% to 31.1%.',
          locale: 'en',
          labels: days,
          series: [
            { name: 'D1', role: 'now', values: days.map((_, at) => (at < 17 ? 0.3 : 0.246)) },
          ],
          band: {
            name: 'expected range',
            low: days.map(() => 0.289),
            high: days.map(() => 0.311),
          },
          marked: { name: 'below the expected range', at: [17, 18, 19] },
        },
      },
      {
        kind: 'table',
        heading: 'What fell',
        columns: ['Cohort', 'Rate', 'Expected', 'Users'],
        rows: ['D1 of Nov 21', 'D1 of Nov 20', 'D1 of Nov 19', 'D3 of Nov 17'].map((cell) => [
          cell,
          '24.6%',
          '28.9% to 31.1%',
          '5,200',
        ]),
      },
      { kind: 'list', heading: 'What would end it', items: ['Three cohorts back to normal.'] },
    ],
    footer: 'Source: WeChat visit retention, counted on Beijing days.',
    actions: [
      [
        tell('Mute for 7 days', 'mute 12 7d'),
        tell('Details', 'alert 12'),
        tell('Not useful', 'vote 12 no'),
      ],
      [show('Daily', 'daily wx1234567890abcdef'), show('Weekly', 'weekly wx1234567890abcdef')],
    ],
  });
}

/** Text alone: no figures, no chart. */
export function helpDigest(locale: Locale = 'en'): Digest {
  const { commands } = textFor(locale);
  return plainDigest({
    locale,
    title: commands.helpTitle,
    summary: commands.helpSummary,
    sections: [{ kind: 'list', heading: '', items: commands.help }],
  });
}

/** Rates as a heat map and as a table, and buttons below. */
export function cohortsDigest(options: { rows?: number; offsets?: number } = {}): Digest {
  const offsets = Array.from({ length: options.offsets ?? 9 }, (_, index) => index + 1);
  const columns = offsets.map((offset) => `D${offset}`);
  const rows = Array.from({ length: options.rows ?? 14 }, (_, back) => ({
    name: `Nov ${21 - back}`,
    // What isn't mature yet has no rate.
    values: offsets.map((offset) => (offset > back ? null : 0.31 / offset ** 0.45)),
  }));
  const chart = {
    kind: 'heat' as const,
    title: 'Retention of new users by cohort',
    subtitle: 'Corner Shop',
    alt: 'Heat map. Corner Shop, new users: D1 is 31.0% throughout.',
    locale: 'en' as const,
    columns,
    rows,
  };
  const printed = (rate: number | null) => (rate === null ? '—' : `${(rate * 100).toFixed(1)}%`);
  return plainDigest({
    locale: 'en',
    title: 'Corner Shop · Daily cohorts',
    summary: 'Corner Shop, new users: D1 31.0% throughout.',
    banner: 'Simulated data: a demonstration, not a real Mini Program.',
    sections: [
      { kind: 'chart', chart },
      {
        kind: 'table',
        heading: 'New users by cohort',
        columns: ['Cohort', 'Users', ...columns],
        rows: rows.map(({ name, values }) => [name, '5,200', ...values.map(printed)]),
      },
    ],
    footer: 'Source: WeChat visit retention, counted on Beijing days.',
    actions: ACTIONS,
  });
}

const show = (label: string, command: string, isCurrent = false): Action => ({
  label,
  does: 'show',
  command,
  isCurrent,
});

/** As below a digest of one app: grains, segments, and what else can be done. */
export const ACTIONS: Digest['actions'] = [
  [
    show('Daily', 'daily wx1234567890abcdef', true),
    show('Weekly', 'weekly wx1234567890abcdef'),
    show('Monthly', 'monthly wx1234567890abcdef'),
  ],
  [
    show('New and active', 'daily wx1234567890abcdef 2026-11-21', true),
    show('New', 'daily wx1234567890abcdef new 2026-11-21'),
    show('Active', 'daily wx1234567890abcdef active 2026-11-21'),
  ],
  [
    {
      label: 'Share to channel',
      does: 'share',
      command: 'daily wx1234567890abcdef 2026-11-21',
      isCurrent: false,
    },
    { label: 'Subscribe', does: 'form', command: 'daily wx1234567890abcdef', isCurrent: false },
  ],
];

/** Longer than any platform allows in every part, with markup in every name. */
export function hugeDigest(): Digest {
  const name = '<!channel> *Shop* & `Co` [x](https://example.com) 店🛍️ '.repeat(8);
  const digest = dailyDigest({ appName: name });
  return {
    ...digest,
    sections: [
      ...digest.sections,
      ...Array.from({ length: 60 }, (_, index) => ({
        kind: 'list' as const,
        heading: `${index} ${name}`,
        items: Array.from({ length: 40 }, (_, item) => `${item} ${name}`),
      })),
      {
        kind: 'table',
        heading: name,
        columns: Array.from({ length: 30 }, (_, index) => `${index} ${name}`),
        rows: Array.from({ length: 200 }, (_, row) => Array(30).fill(`${row} ${name}`)),
      },
      { kind: 'text', text: name.repeat(40) },
    ],
    actions: Array.from({ length: 9 }, (_, row) =>
      Array.from({ length: 30 }, (_, index) => show(`${index} ${name}`, `weekly wx${row}${index}`)),
    ),
  };
}

const SIZES: Record<Segment, number> = { new: 5200, active: 18400 };

/** Every mature count of the cohorts a digest of `newest` rests on, without any chance in it. */
function triangleOf(newest: Period): Triangle {
  const cohorts = Array.from({ length: 50 }, (_, back) => shift(newest, -back)).map(
    (period): Cohort => ({
      period,
      counts: { new: countsOf(period, newest, 'new'), active: countsOf(period, newest, 'active') },
    }),
  );
  return new Map(cohorts.map((cohort) => [cohort.period.first, cohort]));
}

function countsOf(period: Period, newest: Period, segment: Segment): Map<number, number> {
  const back = distance(period, newest);
  const size = SIZES[segment] + ((back * 37) % 11) * 25;
  const mature = OFFSETS[period.grain].filter((offset) => isMature(period, offset, newest));
  return new Map(
    mature.map((offset) => [
      offset,
      offset === 0 ? size : Math.round(size * rateOf(period.grain, segment, offset, back)),
    ]),
  );
}

function rateOf(grain: Grain, segment: Segment, offset: number, back: number): number {
  const usual = (segment === 'new' ? 0.31 : 0.46) / offset ** (grain === 'day' ? 0.45 : 0.6);
  const newest = back === offset;
  if (newest && offset === 1) return usual * 0.9;
  if (newest && offset === 7) return usual * 1.12;
  return usual * (1 + ((back * 13) % 5) / 1000);
}
