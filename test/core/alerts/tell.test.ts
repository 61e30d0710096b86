import { describe, expect, it } from 'vitest';
import type { AlertChange } from '../../../src/core/alerts/alert.ts';
import type { AlertMessage } from '../../../src/core/alerts/message.ts';
import { alertDetails, openingNow, tellAlert } from '../../../src/core/alerts/tell.ts';
import { movementWords } from '../../../src/core/compose-insights.ts';
import type { Digest, LineChart } from '../../../src/core/digest.ts';
import { APP, lifeOf } from './tell-samples.ts';

const life = lifeOf();
const [drop, recovered] = life.messages;
if (drop?.kind !== 'drop' || recovered?.kind !== 'recovered') throw new Error('no such life');
const ctx = { ...life.ctx, first: drop };
const [item] = drop.items;
if (!item) throw new Error('no such alert');

describe('tellAlert', () => {
  it('says what fell, by how much, since when, of how many, and what was expected', () => {
    const { title, summary } = tellAlert(drop, ctx);
    expect(title).toMatch(
      /^New users of Corner Shop come back less: D1 24\.4%, expected 28\.\d–3\d\.\d%$/,
    );
    expect(summary).toMatch(
      /^D1 of new users of Corner Shop is 5\.8 pp \(19%\) below what is usual, since Mon, Oct 5: 24\.4% of 3,000 users came back, expected 28\.\d–3\d\.\d%\. /,
    );
  });

  it('says of the other users, of the history, how it ends, and how alerts here were found', () => {
    const words = textOf(tellAlert(drop, ctx));
    expect(words).toContain('Active users: no fall beyond chance.');
    expect(words).toContain('The lowest D1 in 56 days: the lowest of 56 before was');
    expect(words).toContain('The fall is 19%, from all retention days together');
    expect(words).toContain('Look for what changed around Mon, Oct 5');
    expect(words).toContain('about as usual on two mornings in a row');
    expect(words).toContain('3 of 12 alerts here were marked not useful.');
    const quiet = { ...ctx, votes: { told: 0, notUseful: 0 } };
    expect(textOf(tellAlert(drop, quiet))).not.toContain('not useful');
  });

  it('draws the weeks before with the expected range, and marks the days that fell', () => {
    const chart = chartOf(tellAlert(drop, ctx));
    expect(chart.labels).toHaveLength(35);
    expect(chart.band?.low.every((rate) => rate !== null)).toBe(true);
    expect(chart.marked).toEqual({ name: 'Fallen, since Mon, Oct 5', at: [34] });
  });

  it('tells the same later, when more is known', () => {
    const late = lifeOf({ until: '2026-10-12' });
    expect(tellAlert(drop, { ...late.ctx, memory: ctx.memory })).toEqual(tellAlert(drop, ctx));
  });

  it('does without figures that could not be read', () => {
    const bare = { ...ctx, triangle: () => undefined, memory: () => undefined };
    const digest = tellAlert(drop, bare);
    expect(digest.title).toContain('D1 24.4%');
    expect(digest.sections.map(({ kind }) => kind)).toEqual(['figures', 'list', 'list']);
  });

  it('has buttons that tell, by number, and none in a test', () => {
    const commands = tellAlert(drop, ctx).actions.flat();
    expect(commands.map(({ command }) => command)).toEqual([
      'mute 3 7d',
      'alert 3',
      'not-useful 3',
    ]);
    expect(commands.every(({ does }) => does === 'tell')).toBe(true);
    const test = tellAlert(drop, { ...ctx, isTest: true });
    expect(test.actions).toEqual([]);
    expect(test.banner).toContain('A test');
  });

  it('puts falls of several apps in one table, with mix against rate', () => {
    const both = lifeOf({ other: true, until: '2026-10-08' });
    const [grouped] = both.messages;
    if (!grouped) throw new Error('nothing was told');
    const moved = { lines: ['Mix −1.0 pp.'], verdict: undefined };
    const digest = tellAlert(grouped, { ...both.ctx, decomposition: () => moved });
    expect(digest.title).toBe(
      'Users of Corner Shop and Tea House come back less: 2 falls, the deepest 19%',
    );
    const table = digest.sections.find((one) => one.kind === 'table');
    expect(table?.kind === 'table' && table.rows.map(([name]) => name)).toEqual([
      '#3 · Corner Shop, new',
      '#4 · Tea House, new',
    ]);
    expect(textOf(digest)).toContain('Mix −1.0 pp.');
    expect(digest.actions.map((row) => row[0]?.label)).toEqual([
      'Mute #3 for 7 days',
      'Mute #4 for 7 days',
    ]);
  });

  it('names the rule that found it', () => {
    const rule = { segment: 'new', grain: 'day', offset: 1, below: 0.25 } as const;
    const ruled = withChange(drop, { finding: { ...item.change.finding, rule } });
    const digest = tellAlert(ruled, ctx);
    expect(digest.title).toBe('New users of Corner Shop: D1 24.4%, below the limit of 25.0%');
    expect(textOf(digest)).toContain('rule of the configuration: new users D1 below 25.0%');
    expect(textOf(digest)).toContain('keeps the rule on two mornings in a row');
  });

  it('fits its title into a line however long the names are', () => {
    const long = {
      ...ctx,
      app: (app: string) => `${'A rather long name of a shop '.repeat(3)}${app}`,
    };
    const items = ['wx1', 'wx2', 'wx3'].map((app) => ({ ...item, app }));
    const many = tellAlert({ ...drop, items }, long);
    expect(many.title.length).toBeLessThan(150);
    expect(many.title).toContain('1 more');
  });

  it('names all that recovered together', () => {
    const items = [item, { ...item, app: 'wxother' }].map(({ app }) => ({
      app,
      change: recovered.items[0]?.change ?? item.change,
    }));
    const digest = tellAlert({ ...recovered, items }, ctx);
    expect(digest.title).toBe('Recovered: new users of Corner Shop and new users of Tea House');
    const headings = digest.sections.flatMap((one) =>
      one.kind === 'figures' ? [one.heading] : [],
    );
    expect(headings).toEqual(['New users · Corner Shop', 'New users · Tea House']);
  });

  it('describes a campaign of four times as many poor new users as mix and volume', () => {
    const campaign = lifeOf({ isCampaign: true, until: '2026-10-10' });
    const [told] = campaign.messages;
    if (!told) throw new Error('nothing was told');
    for (const locale of ['en', 'zh-CN'] as const) {
      const digest = tellAlert(told, {
        ...campaign.ctx,
        locale,
        decomposition: (message) =>
          movementWords(
            message,
            campaign.ctx.app,
            (app) => campaign.ctx.triangle(app, 'day') ?? new Map(),
            locale,
          ),
      });
      if (locale === 'zh-CN') {
        expect(digest.summary).toContain('这是结构与规模的变化：老用户的回访一如既往。');
        continue;
      }
      expect(digest.summary).toContain(
        'This is mix and volume: users who were there before come back as they did.',
      );
      expect(textOf(digest)).toContain(
        '4 times as many new users a day as usual (12,000 instead of 3,000)',
      );
      expect(textOf(digest)).toMatch(/because more of them are new \(mix\)/);
    }
  });

  it('says of a recovery how long it lasted and how deep it was', () => {
    const digest = tellAlert(recovered, ctx);
    expect(digest.title).toMatch(/^Recovered: new users of Corner Shop, D1 30\.\d%/);
    expect(digest.summary).toContain(
      'was 19% deep, began with the users of Mon, Oct 5, and was told 33 days ago',
    );
    expect(digest.actions.flat().map(({ command }) => command)).toEqual([
      'alert 3',
      'not-useful 3',
    ]);
  });

  it('says of a worsening how deep it was before', () => {
    const finding = { ...item.change.finding, depth: -0.3, worsened: 1 };
    const worse = { ...withChange(drop, { kind: 'worse', finding }), kind: 'worse' as const };
    const digest = tellAlert(worse, ctx);
    expect(digest.title).toMatch(/^Worse: new users of Corner Shop/);
    expect(digest.summary).toContain(
      'Now 30% below what is usual; it was 19% when it was first told.',
    );
  });

  it('says of a retraction which figures WeChat told otherwise', () => {
    const change = { kind: 'retracted', reason: 'revised' } as const;
    const cells = item.change.cells.map((cell) => ({ ...cell, rate: 0.2 }));
    const told = withChange(drop, { finding: { ...item.change.finding, cells } });
    const taken = { ...withChange(drop, change), kind: 'retracted' as const };
    const digest = tellAlert(taken, { ...ctx, first: told });
    expect(digest.title).toBe('Retracted: new users of Corner Shop did not come back less');
    expect(digest.summary).toContain('D1 of Mon, Oct 5 20.0% → 24.4%');
  });

  it('says of a new normal since when', () => {
    const normal = withChange(recovered, { reason: 'new-normal' });
    expect(tellAlert(normal, ctx).summary).toContain(
      'The level since Mon, Oct 5 has lasted six weeks',
    );
  });
});

describe('openingNow', () => {
  it('is the first message while nothing has followed', () => {
    expect(openingNow(drop, [], ctx)).toEqual(tellAlert(drop, ctx));
  });

  it('says first what has become of it, and offers no mute of what is over', () => {
    const digest = openingNow(drop, [recovered], ctx);
    expect(digest.title).toMatch(/^Recovered · New users of Corner Shop came back less/);
    expect(digest.summary).toMatch(
      /^Recovered Mon, Nov 9, 09:30 Asia\/Shanghai · D1 of .* was 5\.8 pp/,
    );
    expect(textOf(digest)).not.toContain('Look for what changed');
    expect(digest.actions.flat().map(({ command }) => command)).not.toContain('mute 3 7d');
  });
});

describe('alertDetails', () => {
  it('shows what was judged, and says how', () => {
    const digest = alertDetails({ app: APP, change: item.change }, ctx);
    expect(digest.title).toBe('Alert #3: new users of Corner Shop');
    const table = digest.sections.find((one) => one.kind === 'table');
    expect(table?.kind === 'table' && table.columns).toHaveLength(5);
    expect(textOf(digest)).toMatch(/rests on \d+ cohorts of the same kind of days/);
    expect(digest.actions.flat().map(({ command }) => command)).toContain(`trend D1 ${APP} new`);
  });
});

it('is told in Chinese without a word of English left', () => {
  const chinese = { ...ctx, locale: 'zh-CN' as const };
  for (const digest of [
    tellAlert(drop, chinese),
    tellAlert(recovered, chinese),
    openingNow(drop, [recovered], chinese),
    alertDetails({ app: APP, change: item.change }, chinese),
  ]) {
    const words = `${digest.title} ${digest.summary} ${textOf(digest)} ${digest.footer}`;
    const rest = words.replaceAll('Corner Shop', '').replaceAll('Asia/Shanghai', '');
    expect(rest).not.toMatch(/[A-Za-z]{3}/);
  }
});

function withChange(message: AlertMessage, change: Partial<AlertChange>): AlertMessage {
  return {
    ...message,
    items: message.items.map((one) => ({ ...one, change: { ...one.change, ...change } })),
  };
}

function textOf({ sections }: Digest): string {
  return sections
    .flatMap((one) => (one.kind === 'list' ? one.items : one.kind === 'text' ? [one.text] : []))
    .join('\n');
}

function chartOf({ sections }: Digest): LineChart {
  const chart = sections.find((one) => one.kind === 'chart');
  if (chart?.kind !== 'chart' || chart.chart.kind !== 'line') throw new Error('no chart');
  return chart.chart;
}
