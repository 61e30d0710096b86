/** Two apps side by side, and two periods of one. */
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
  rig = await openRig({ now: SUNDAY, apps: [APP, OTHER], ...options });
  await collectAll(rig, 'day');
};
afterEach(() => rig.close());

const rateOf = (app: string, first: string, offset: number) => {
  const counts = truthOf(app, periodOf('day', first)).new;
  return (counts.get(offset) ?? Number.NaN) / (counts.get(0) ?? Number.NaN);
};
const lines = (digest: Awaited<ReturnType<typeof ask>>) => {
  const { chart } = sectionOf(digest, 'chart');
  if (chart.kind !== 'line') throw new Error('no line');
  return chart.series;
};

describe('two apps', () => {
  it('are compared up to the newest period, cohort by cohort', async () => {
    await open();
    const digest = await ask(rig.bot, 'compare 晨读时光 lotus');
    expect(digest.title).toContain('晨读时光 and Lotus Store');
    expect(digest.title).toContain(format.period(YESTERDAY));
    const offsets = [1, 2, 3, 4, 5, 6, 7, 14, 30];
    for (const [index, app] of [APP, OTHER].entries())
      expect(lines(digest)[index]?.values).toEqual(
        offsets.map((offset) => rateOf(app, shift(YESTERDAY, -offset).first, offset)),
      );
    expect(digest.sections.filter(({ kind }) => kind === 'figures')).toHaveLength(2);
    expect(rig.calls()).toEqual([]);
  });

  it('may be compared up to a period that is named, in one segment', async () => {
    await open();
    const digest = await ask(rig.bot, `compare ${APP} ${OTHER} new 2026-11-18`);
    expect(digest.title).toContain(format.period(periodOf('day', '2026-11-18')));
    expect(digest.sections.filter(({ kind }) => kind === 'figures')).toHaveLength(1);
    expect(commandsOf(digest)).toContain(`compare ${APP} ${OTHER} daily active 2026-11-18`);
  });

  it('are compared up to the older period where one is behind', async () => {
    await open();
    rig.clock.set('2026-11-23T02:00:00Z');
    const [app] = rig.apps;
    if (!app) throw new Error('no app');
    await rig.bot.collector.collect(app, shift(YESTERDAY, 1), new AbortController().signal);
    const digest = await ask(rig.bot, `compare ${APP} ${OTHER}`);
    expect(digest.title).toContain(format.period(YESTERDAY));
    expect(JSON.stringify(digest.sections)).toContain('there yet');
  });

  it('are told by their appids where they have one name', async () => {
    await open();
    const apps = rig.apps.map((app) => ({ ...app, name: 'Reader' }));
    const digest = await ask({ ...rig.bot, apps }, `compare ${APP} ${OTHER}`);
    expect(lines(digest).map(({ name }) => name)).toEqual([`Reader (${APP})`, `Reader (${OTHER})`]);
  });

  it('name the one of which nothing is known', async () => {
    await open({ readyHour: 12 });
    const digest = await ask(rig.bot, `compare ${APP} ${OTHER}`);
    expect(digest.title).toBe(en.commands.noDataTitle);
    expect(digest.summary).toContain('晨读时光');
  });

  it('carry what a reader must know of either', async () => {
    await open({
      world: {
        truth: (app, period) =>
          app === OTHER && period.first === '2026-11-20'
            ? {
                new: new Map([
                  [0, 0],
                  [1, 5],
                ]),
                active: new Map([
                  [0, 900],
                  [1, 300],
                ]),
              }
            : truthOf(app, period),
      },
    });
    const digest = await ask(rig.bot, `compare ${APP} ${OTHER}`);
    const notes = digest.sections.flatMap((one) => (one.kind === 'list' ? one.items : []));
    expect(notes.some((note) => note.startsWith('Lotus Store: '))).toBe(true);
    expect(sectionOf(digest, 'figures').figures[0]?.verdict.word).toBe('no cohort');
  });
});

describe('two periods', () => {
  it('are compared as cohorts, at the offsets that both have', async () => {
    await open();
    const digest = await ask(rig.bot, 'compare 2026-11-13 2026-11-06 new');
    expect(digest.title).toBe('晨读时光 · Fri, Nov 13 and Fri, Nov 6');
    const offsets = [1, 2, 3, 4, 5, 6, 7];
    for (const [index, first] of ['2026-11-13', '2026-11-06'].entries())
      expect(lines(digest)[index]?.values).toEqual(offsets.map((one) => rateOf(APP, first, one)));
    expect(digest.summary).toContain('晨读时光, Fri, Nov 13 against Fri, Nov 6: ');
    expect(rig.calls()).toEqual([]);
  });

  it('say which rate of one is missing, and that weekdays differ', async () => {
    await open({
      world: {
        truth: (app, period) => {
          const truth = truthOf(app, period);
          if (period.first !== '2026-11-13') return truth;
          return { ...truth, new: new Map([...truth.new, [7, 99_999]]) };
        },
      },
    });
    const notes = async (text: string) =>
      (await ask(rig.bot, text)).sections.flatMap((one) => (one.kind === 'list' ? one.items : []));
    const lacking =
      'New users: D7 cannot be compared; WeChat’s figures are missing or contradict each other.';
    expect(await notes('compare 2026-11-13 2026-11-06')).toEqual([lacking]);
    expect(await notes('compare 2026-11-13 2026-11-07')).toEqual([
      en.answers.contrast.weekdays,
      lacking,
    ]);
    expect(await notes('compare 2026-11-12 2026-11-05')).toEqual([]);
  });

  it('are of the app that is named', async () => {
    await open();
    const digest = await ask(rig.bot, 'compare 2026-11-13 2026-11-06 lotus');
    expect(digest.title).toContain('Lotus Store');
    expect(lines(digest)[0]?.values[0]).toBe(rateOf(OTHER, '2026-11-13', 1));
  });

  it('say the year where they are of two', async () => {
    await open();
    const digest = await ask(rig.bot, 'compare 2026-11-13 2025-11-14');
    expect(digest.title).toContain('Fri, Nov 14, 2025');
  });

  it('that are not stored are asked of WeChat once, whole', async () => {
    await open();
    const digest = await ask(rig.bot, 'compare 2026-06-12 2026-06-05 new');
    expect(lines(digest)[0]?.values).toHaveLength(9);
    expect(lines(digest)[1]?.values[8]).toBe(rateOf(APP, '2026-06-05', 30));
    expect(rig.calls().length).toBeGreaterThan(0);
    await ask(rig.bot, 'compare 2026-06-12 2026-06-05 new');
    expect(rig.calls()).toEqual([]);
  });

  it('are whole even where a digest has asked for one of them before', async () => {
    await open();
    await ask(rig.bot, 'daily 2026-06-12');
    const digest = await ask(rig.bot, 'compare 2026-06-12 2026-06-05 new');
    expect(lines(digest)[0]?.values).toHaveLength(9);
  });

  it('have nothing to compare while one has only begun', async () => {
    await open();
    const digest = await ask(rig.bot, 'compare yesterday 2026-11-14');
    expect(digest.summary).toContain('nothing to compare');
    expect(rig.calls()).toEqual([]);
  });

  it('name the one of which nothing is known', async () => {
    await open();
    rig.intercept(() => ({ body: { errcode: 61501, errmsg: 'date range error' } }));
    const digest = await ask(rig.bot, 'compare 2026-11-13 2020-06-05');
    expect(digest.summary).toContain(format.period(periodOf('day', '2020-06-05')));
  });
});
