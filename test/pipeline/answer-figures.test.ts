/** Figures of one app: of an earlier period, over time, and by cohort. */
import { afterEach, describe, expect, it } from 'vitest';
import { formatter } from '../../src/core/format.ts';
import { periodOf, shift } from '../../src/core/period.ts';
import { textFor } from '../../src/core/text/index.ts';
import { ask, collectAll, commandsOf, sectionOf } from './questions.ts';
import { APP, OTHER, openRig, type Rig, type RigOptions, truthOf } from './rig.ts';

const SUNDAY = '2026-11-22T01:30:00Z';
const YESTERDAY = periodOf('day', '2026-11-21');
const en = textFor('en');
const format = formatter('en');

let rig: Rig;
const open = async (options: Partial<RigOptions> = {}) => {
  rig = await openRig({ now: SUNDAY, ...options });
  await collectAll(rig, 'day');
};
afterEach(() => rig.close());

/** As WeChat would tell it. */
const rateOf = (first: string, offset: number, segment: 'new' | 'active' = 'new') => {
  const counts = truthOf(APP, periodOf('day', first))[segment];
  return (counts.get(offset) ?? Number.NaN) / (counts.get(0) ?? Number.NaN);
};

describe('a period that is named', () => {
  it('is shown from the store as if it were the newest', async () => {
    await open();
    const digest = await ask(rig.bot, 'daily new 2026-11-18');
    expect(digest.title).toContain(format.period(periodOf('day', '2026-11-18')));
    const [d1] = sectionOf(digest, 'figures').figures;
    expect(d1?.rate).toBe(format.rate(rateOf('2026-11-17', 1)));
    expect(rig.calls()).toEqual([]);
  });

  it('is no longer said to mature when it has', async () => {
    await open();
    const maturing = (digest: Awaited<ReturnType<typeof ask>>) =>
      digest.sections.flatMap((one) =>
        one.kind === 'list' && one.heading === en.digest.ripening ? one.items : [],
      );
    expect(maturing(await ask(rig.bot, 'daily'))[0]).toContain('D1 from');
    const [line] = maturing(await ask(rig.bot, 'daily 2026-11-18'));
    expect(line).not.toContain('D1 from');
    expect(line).toContain('D7 from');
  });

  it('is asked of WeChat once where nothing of it is stored', async () => {
    await open();
    const digest = await ask(rig.bot, 'daily 2026-06-01');
    expect(digest.title).toContain(format.period(periodOf('day', '2026-06-01')));
    expect(rig.calls().length).toBeGreaterThan(0);
    await ask(rig.bot, 'daily 2026-06-01');
    expect(rig.calls()).toEqual([]);
  });

  it('is said to be unknown where WeChat has nothing of it either, and not asked for again', async () => {
    await open();
    rig.intercept(() => ({ body: { errcode: 61501, errmsg: 'date range error' } }));
    const digest = await ask(rig.bot, 'daily 2020-06-01');
    expect(digest.title).toBe(en.commands.noDataTitle);
    expect(digest.summary).toBe(
      en.answers.nothingOf({
        app: '晨读时光',
        period: format.period(periodOf('day', '2020-06-01')),
      }),
    );
    rig.calls();
    await ask(rig.bot, 'daily 2020-06-01');
    expect(rig.calls()).toEqual([]);
  });

  it('is not asked for where there were no Mini Programs yet', async () => {
    await open();
    for (const text of ['daily 2016-06-01', 'monthly 2015-02', 'daily 2016-12-31']) {
      expect((await ask(rig.bot, text)).title, text).toBe(en.commands.noDataTitle);
      expect(rig.calls(), text).toEqual([]);
    }
    await ask(rig.bot, 'compare 2026-11-13 2016-06-01');
    expect(rig.calls()).toEqual([]);
  });

  it('explains the fault that kept WeChat from telling', async () => {
    await open();
    const body = { errcode: 40164, errmsg: 'invalid ip 203.0.113.9, not in whitelist' };
    rig.intercept(() => ({ body }));
    expect((await ask(rig.bot, 'daily 2026-06-01')).summary).toContain('203.0.113.9');
  });

  it('that is the newest is left to the ticks, which wait for it', async () => {
    await open();
    rig.clock.set('2026-11-23T01:20:00Z');
    const digest = await ask(rig.bot, 'daily 2026-11-22');
    expect(digest.summary).toBe(
      en.answers.notYet({ app: '晨读时光', period: format.period(periodOf('day', '2026-11-22')) }),
    );
    expect(rig.calls()).toEqual([]);
  });

  it('that is not over is said to be not over', async () => {
    await open();
    const digest = await ask(rig.bot, 'daily today');
    expect(digest.title).toBe(en.commands.faultTitle);
    expect(digest.summary).toContain('is not over yet');
  });
});

describe('the buttons below a digest', () => {
  it('stay with the period shown, and are understood', async () => {
    await open();
    const digest = await ask(rig.bot, 'daily active');
    expect(commandsOf(digest)).toContain(`daily ${APP} new 2026-11-21`);
    for (const command of commandsOf(digest)) {
      const answered = await ask(rig.bot, command);
      expect(answered.title, command).not.toBe(en.commands.unknownTitle);
      expect(answered.title, command).not.toBe(en.commands.faultTitle);
    }
  });
});

describe('a trend', () => {
  it('draws one offset of the newest cohorts, from the store', async () => {
    await open();
    const digest = await ask(rig.bot, 'trend D7 14d active');
    const { chart } = sectionOf(digest, 'chart');
    if (chart.kind !== 'line') throw new Error('no line');
    const cohorts = Array.from({ length: 14 }, (_, index) => shift(YESTERDAY, index - 20).first);
    expect(chart.series[0]?.values).toEqual(cohorts.map((first) => rateOf(first, 7, 'active')));
    expect(digest.title).toContain(format.period(periodOf('day', '2026-11-14')));
    expect(rig.calls()).toEqual([]);
  });

  it('reaches further back than a digest does', async () => {
    await open();
    const [app] = rig.apps;
    if (!app) throw new Error('no app');
    await rig.bot.collector.collect(app, YESTERDAY, new AbortController().signal, { window: 90 });
    const { chart } = sectionOf(await ask(rig.bot, 'trend D30 60d'), 'chart');
    expect(chart.kind === 'line' && chart.series[0]?.values).toHaveLength(60);
  });

  it('is of new users and D1 where nothing else is said', async () => {
    await open();
    const digest = await ask(rig.bot, 'trend');
    expect(sectionOf(digest, 'figures').heading).toBe('New users, D1');
    expect(commandsOf(digest)).toContain(`trend D7 ${APP} new`);
  });

  it('of what no cohort has reached is said to be missing', async () => {
    await open({ world: { truth: () => ({ new: new Map([[0, 5]]), active: new Map([[0, 9]]) }) } });
    const digest = await ask(rig.bot, 'trend D30');
    expect(digest.summary).toBe(en.answers.trend.nothing({ app: '晨读时光', label: 'D30' }));
  });

  it('of a grain that was never collected is collected first', async () => {
    await open();
    const digest = await ask(rig.bot, 'trend W1');
    expect(sectionOf(digest, 'figures').figures[0]?.label).toBe('W1');
    expect(new Set(rig.calls().map(({ endpoint }) => endpoint))).toEqual(new Set(['week']));
  });
});

describe('cohorts', () => {
  it('are drawn and listed with the same numbers, newest first', async () => {
    await open();
    const digest = await ask(rig.bot, 'cohorts');
    const { chart } = sectionOf(digest, 'chart');
    if (chart.kind !== 'heat') throw new Error('no heat map');
    expect(chart.rows).toHaveLength(14);
    expect(chart.rows[1]?.values[0]).toBe(rateOf('2026-11-20', 1));
    const table = sectionOf(digest, 'table');
    expect(table.rows[1]?.slice(0, 3)).toEqual([
      format.shortPeriod(periodOf('day', '2026-11-20')),
      format.count(truthOf(APP, periodOf('day', '2026-11-20')).new.get(0) ?? 0),
      format.rate(rateOf('2026-11-20', 1)),
    ]);
    expect(rig.calls()).toEqual([]);
  });

  it('are of the segment that is named', async () => {
    await open();
    const digest = await ask(rig.bot, 'cohorts active');
    expect(sectionOf(digest, 'table').heading).toBe('Active users by cohort');
  });

  it('are of the newest period there is, and say so', async () => {
    await open();
    rig.clock.set('2026-11-23T02:00:00Z');
    const digest = await ask(rig.bot, 'cohorts');
    expect(digest.title).toContain(format.period(YESTERDAY));
    expect(sectionOf(digest, 'list').items[0]).toContain("isn't there yet");
  });
});

it('of an app that is named by its beginning, all of it is of that app', async () => {
  await open({ apps: [APP, OTHER] });
  for (const text of ['daily lotus 2026-11-18', 'trend lotus', 'cohorts lotus'])
    expect((await ask(rig.bot, text)).title, text).toContain('Lotus Store');
});
