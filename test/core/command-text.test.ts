/** What buttons say is read back as what they mean. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SEGMENTS } from '../../src/core/cohort.ts';
import { parseCommand, type ReportCommand } from '../../src/core/command/index.ts';
import { commandText } from '../../src/core/command-text.ts';
import { GRAINS, OFFSETS, periodOf, shift } from '../../src/core/period.ts';

const APPS = [
  { appid: 'wx1234567890abcdef', name: 'Daily Deals' },
  { appid: 'wxfedcba0987654321', name: '晨读时光' },
] as const;
const READING = { apps: APPS, now: new Date('2026-11-22T01:30:00Z') };

const app = fc.constantFrom(...APPS.map(({ appid }) => appid));
const grain = fc.constantFrom(...GRAINS);
const segment = fc.constantFrom(undefined, ...SEGMENTS);
const back = fc.integer({ min: 1, max: 60 });
const ago = (of: (typeof GRAINS)[number], by: number) => shift(periodOf(of, '2026-11-22'), -by);

const command: fc.Arbitrary<ReportCommand> = fc.oneof(
  fc.record({ grain, app, segment, by: fc.option(back) }).map(({ by, ...rest }) => ({
    kind: 'digest' as const,
    ...rest,
    period: by === null ? undefined : ago(rest.grain, by),
  })),
  fc.record({ grain, segment, by: fc.option(back) }).map(({ by, ...rest }) => ({
    kind: 'compare-apps' as const,
    apps: [APPS[0].appid, APPS[1].appid] as const,
    ...rest,
    period: by === null ? undefined : ago(rest.grain, by),
  })),
  fc
    .tuple(grain, back, back, app, segment)
    .filter(([, one, other]) => one !== other)
    .map(([of, one, other, appid, of2]) => ({
      kind: 'compare-periods' as const,
      periods: [ago(of, one), ago(of, other)] as const,
      app: appid,
      segment: of2,
    })),
  fc
    .tuple(grain, fc.nat(), fc.option(fc.integer({ min: 2, max: 36 })), app, segment)
    .map(([of, nth, length, appid, of2]) => {
      const offsets = OFFSETS[of].filter((offset) => offset > 0);
      return {
        kind: 'trend' as const,
        grain: of,
        offset: offsets[nth % offsets.length] ?? 1,
        length: length ?? undefined,
        app: appid,
        segment: of2,
      };
    }),
  fc.record({ grain, app, segment }).map((rest) => ({ kind: 'cohorts' as const, ...rest })),
);

test('every command with figures is read back as itself', () => {
  fc.assert(
    fc.property(command, (said) => {
      expect(parseCommand(commandText(said), READING)).toEqual(said);
    }),
  );
});

test.each([
  [
    {
      kind: 'digest',
      grain: 'day',
      app: 'wx1',
      segment: 'new',
      period: periodOf('day', '2026-11-20'),
    },
    'daily wx1 new 2026-11-20',
  ],
  [
    { kind: 'digest', grain: 'week', app: undefined, segment: undefined, period: undefined },
    'weekly',
  ],
  [
    { kind: 'trend', grain: 'week', offset: 2, length: 12, app: 'wx1', segment: 'active' },
    'trend W2 12w wx1 active',
  ],
  [
    {
      kind: 'compare-periods',
      periods: [periodOf('week', '2026-01-01'), periodOf('week', '2025-12-22')],
      app: 'wx1',
      segment: undefined,
    },
    'compare 2026-W01 2025-W52 wx1',
  ],
] as const satisfies [ReportCommand, string][])('%o is typed as "%s"', (said, typed) => {
  expect(commandText(said)).toBe(typed);
});
