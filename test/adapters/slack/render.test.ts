/** The Block Kit form of a digest. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLimits, LIMITS, type SlackMessage } from '../../../adapters/slack/limits.ts';
import { stringsOf, textsOf } from '../../../adapters/slack/message.ts';
import { fitsNative, render, type SlackPicture } from '../../../adapters/slack/render.ts';
import { unturned } from '../../../src/core/clip.ts';
import {
  type Digest,
  type LineChart,
  plainDigest,
  type Section,
} from '../../../src/core/digest.ts';
import { anyDigest } from '../../doubles/any-digest.ts';
import {
  ACTIONS,
  alertDigest,
  cohortsDigest,
  dailyDigest,
  helpDigest,
  hugeDigest,
  weeklyDigest,
} from '../../doubles/digests.ts';

describe('render', () => {
  it('lays a digest out to be read at a glance', () => {
    const chart = {
      kind: 'line' as const,
      title: 'Retention',
      subtitle: 'Shop',
      alt: 'Line chart: D1 28%.',
      locale: 'en' as const,
      labels: ['D1'],
      series: [{ name: 'now', role: 'now' as const, values: [0.28] }],
    };
    const digest: Digest = {
      locale: 'en',
      title: 'Shop · Daily',
      summary: 'D1 is down.',
      banner: 'Simulated.',
      footer: 'Source.',
      scheduledFor: new Date('2026-11-22T01:30:00Z'),
      actions: [[{ label: 'Daily', does: 'show', command: 'daily wx1', isCurrent: true }], []],
      sections: [
        {
          kind: 'figures',
          heading: 'New users',
          size: '5,200',
          figures: [
            {
              label: 'D1',
              rate: '28%',
              basis: '28 of 100',
              change: '−3 pp',
              interval: '−4 to −1',
              verdict: { word: 'down', tone: 'bad' },
            },
            {
              label: 'D7',
              rate: '—',
              basis: 'no figure',
              change: '',
              interval: '',
              verdict: { word: 'no cohort', tone: 'unknown' },
            },
          ],
        },
        { kind: 'chart', chart },
        { kind: 'list', heading: 'Quality', items: ['Complete.'] },
        { kind: 'list', heading: 'Apps', items: ['A', 'B'] },
      ],
    };
    expect(render(digest, { slackFile: 'F1' }).blocks).toEqual([
      small('⚠️ Simulated.'),
      { type: 'header', text: { type: 'plain_text', text: 'Shop · Daily', emoji: false } },
      rich(section(plain('D1 is down.'))),
      { type: 'divider' },
      rich(
        section(
          ...[bold('New users'), plain('  5,200')],
          ...[
            plain('\n'),
            plain('▼ '),
            bold('D1 28%'),
            plain('  '),
            bold('down'),
            plain('  −3 pp'),
          ],
          ...[plain('\n'), plain('○ '), bold('D7 —'), plain('  '), plain('no cohort')],
        ),
      ),
      small('D1 · 28 of 100 · −4 to −1\nD7 · no figure'),
      {
        type: 'image',
        alt_text: 'Line chart: D1 28%.',
        title: { type: 'plain_text', text: 'Retention', emoji: false },
        slack_file: { id: 'F1' },
      },
      rich(section(bold('Quality'), plain('  '), plain('Complete.'))),
      rich(section(bold('Apps')), {
        type: 'rich_text_list',
        style: 'bullet',
        elements: [section(plain('A')), section(plain('B'))],
      }),
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'show:0:0',
            text: { type: 'plain_text', text: 'Daily', emoji: false },
            value: 'daily wx1',
            style: 'primary',
            accessibility_label: 'Daily, shown now',
          },
        ],
      },
      {
        type: 'context',
        elements: [
          { type: 'plain_text', text: 'Source.', emoji: false },
          {
            type: 'mrkdwn',
            text: 'Your time: <!date^1795311000^{date_short_pretty} {time}|2026-11-22 01:30 UTC>',
          },
        ],
      },
    ]);
  });

  it('gives the summary and the warning to those who hear the message', () => {
    const { summary, banner } = dailyDigest();
    expect(render(dailyDigest()).text).toBe(`${summary} ${banner}`);
  });

  it('never lets a name become markup or a mention', () => {
    const appName = '<!channel> *Shop* & <https://evil.example|here>';
    const message = render(dailyDigest({ appName }), { slackFile: 'F1' });
    // The moment, in the reader's zone, is the one text that Slack reads as markup.
    expect(stringsOf(message.blocks, 'type').filter((type) => type === 'mrkdwn')).toHaveLength(1);
    expect(JSON.stringify(message.blocks).split('<!date').length).toBe(2);
    expect(message.mrkdwn).toBe(false);
    expect(message.text).toContain(
      '&lt;!channel&gt; *Shop* &amp; &lt;https://evil.example|here&gt;',
    );
    expect(message.text).not.toMatch(/[<>]/);
    expect(JSON.stringify(message.blocks)).toContain('<!channel> *Shop* &');
  });

  it('lets no name turn the figures after it around', () => {
    const message = render(dailyDigest({ appName: '\u202E\u2067پاپ' }));
    expect(JSON.stringify(message)).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
    expect(message.text).toContain('پاپ');
  });

  it('says a command without the marks of code to those who hear the message', () => {
    const digest = plainDigest({ locale: 'en', title: 'x', summary: 'Say `daily`, *not* ` `.' });
    expect(render(digest).text).toBe('Say daily, *not*  .');
  });

  it('says the moment in the reader’s zone, and names a zone where that fails', () => {
    const scheduledFor = new Date('2026-11-22T01:30:00Z');
    const textOf = (locale: 'en' | 'zh-CN') =>
      textsOf(render({ ...helpDigest(locale), scheduledFor }).blocks).at(-1);
    const token = '<!date^1795311000^{date_short_pretty} {time}|2026-11-22 01:30 UTC>';
    expect(textOf('en')).toBe(`Your time: ${token}`);
    expect(textOf('zh-CN')).toBe(`本地时间：${token}`);
  });

  it('sets what a reader may type as code', () => {
    expect(JSON.stringify(render(helpDigest()).blocks)).toContain(
      '{"type":"text","text":"/retention cohorts","style":{"code":true}}',
    );
  });

  it.each([
    ['a daily digest', dailyDigest()],
    ['a weekly Chinese digest', weeklyDigest()],
    ['an alert', alertDigest()],
    ['the help', helpDigest()],
    ['cohorts', cohortsDigest()],
    ['a digest with buttons', { ...dailyDigest(), actions: ACTIONS }],
    ['a list of 50 apps', listOf(50, 'An app of a usual name')],
  ])('cuts nothing of %s', (_, digest) => {
    const message = render(digest, { slackFile: 'F1' });
    const shown = new Set(textsOf(message.blocks).flatMap((text) => text.split('\n')));
    expect(JSON.stringify([...shown])).not.toMatch(/… \d+ more|……还有|[^.]…"/);
  });

  it('says how much it cut', () => {
    const items = Array.from({ length: 200 }, (_, index) => `${index} ${'x'.repeat(300)}`);
    const digest: Digest = {
      ...helpDigest(),
      sections: [{ kind: 'list', heading: 'Notes', items }],
    };
    expect(textsOf(render(digest).blocks)).toContain('… 190 more');
    expect(textsOf(render({ ...digest, locale: 'zh-CN' }).blocks)).toContain('……还有 190 项');
    expect(textsOf(render(hugeDigest()).blocks).join('\n')).toMatch(/… \d+ more/);
  });

  it('keeps every figure where the URL of the picture is too long for Slack', () => {
    const imageUrl = `https://bot.example.com/${'x'.repeat(LIMITS.url)}`;
    expect(render(dailyDigest(), { imageUrl })).toEqual(render(dailyDigest()));
    expect(render(dailyDigest(), { link: imageUrl })).toEqual(render(dailyDigest()));
  });

  it('links to the picture beside its words', () => {
    const { blocks } = render(dailyDigest(), { link: 'https://bot.example.com/x.png' });
    expect(textsOf(blocks)).toContainEqual(expect.stringMatching(/^Line chart\. Corner Shop/));
    expect(blocks).toContainEqual(
      rich(section({ type: 'link', url: 'https://bot.example.com/x.png', text: 'Open the chart' })),
    );
  });

  it('takes a text of nothing but direction marks for an empty one', () => {
    const message = render({ ...helpDigest(), summary: ' \u202E', title: '\u2066', sections: [] });
    expect(checkLimits(message)).toEqual([]);
  });

  it('stays inside every limit, whatever the digest, and says what it cut', () => {
    fc.assert(
      fc.property(anyDigest, fc.option(pictures, { nil: undefined }), (digest, given) => {
        const message = render(digest, given);
        expect(checkLimits(message)).toEqual([]);
        expect(message.text).not.toMatch(/[<>]/);
        const missing = partsOf(unturned(digest)).filter(
          (part) => !wordsOf(message).includes(bare(part)),
        );
        if (missing.length > 0) expect(JSON.stringify(message.blocks)).toContain('…');
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['items', listOf],
    ['sections', sectionsOf],
  ])('says the exact number of %s it left out', (_, digestOf) => {
    fc.assert(
      fc.property(fc.nat(120), fc.integer({ min: 1, max: 300 }), (count, length) => {
        const texts = textsOf(render(digestOf(count, 'x'.repeat(length))).blocks);
        const shown = texts.filter((text) => /^\d+ x/.test(text)).length;
        const said = Number(/^… (\d+) more$/m.exec(texts.join('\n'))?.[1] ?? 0);
        expect(shown + said).toBe(count);
      }),
      { numRuns: 60 },
    );
  });
});

describe('buttons', () => {
  const rendered = (actions: Digest['actions']) =>
    render({ ...helpDigest(), actions }).blocks.filter(({ type }) => type === 'actions');
  const one = { label: 'Daily', does: 'show', command: 'daily', isCurrent: false } as const;

  it('say their command, and have an id of their own', () => {
    const blocks = rendered(ACTIONS);
    expect(blocks).toHaveLength(3);
    expect(stringsOf(blocks, 'value')).toEqual(ACTIONS.flat().map(({ command }) => command));
    expect(stringsOf(blocks, 'action_id')).toEqual([
      ...['show:0:0', 'show:0:1', 'show:0:2', 'show:1:0', 'show:1:1', 'show:1:2'],
      ...['share:2:0', 'form:2:1'],
    ]);
  });

  it('tell of an alert', () => {
    expect(stringsOf(rendered(alertDigest().actions), 'action_id')).toEqual([
      ...['tell:0:0', 'tell:0:1', 'tell:0:2', 'show:1:0', 'show:1:1'],
    ]);
  });

  it('show a long name as far as Slack does, and tell all of it that may be heard', () => {
    const label = 'Reading corner of the second largest library of the whole wide province';
    expect(rendered([[{ ...one, label }]])[0]).toMatchObject({
      elements: [{ text: { text: 'Reading corner of the second …' }, accessibility_label: label }],
    });
  });

  it('are left out, and said to be, rather than say half a command', () => {
    const message = render({
      ...helpDigest(),
      actions: [[one, { ...one, command: `daily ${'x'.repeat(LIMITS.value)}` }]],
    });
    expect(stringsOf(message.blocks, 'value')).toEqual(['daily']);
    expect(textsOf(message.blocks)).toContain('… 1 more');
  });

  it('are none where there is nothing to say', () => {
    expect(rendered([[{ ...one, label: ' ' }], [{ ...one, command: '' }], []])).toEqual([]);
  });
});

describe('a table', () => {
  const tables = (digest: Digest) => render(digest).blocks.filter(({ type }) => type === 'table');

  it('is Slack’s own, its numbers to the right', () => {
    expect(tables(cohortsDigest({ rows: 2, offsets: 1 }))).toEqual([
      {
        type: 'table',
        column_settings: [{ is_wrapped: false }, { align: 'right' }, { align: 'right' }],
        rows: [
          ['Cohort', 'Users', 'D1'].map(raw),
          ['Nov 21', '5,200', '—'].map(raw),
          ['Nov 20', '5,200', '31.0%'].map(raw),
        ],
      },
    ]);
  });

  it('is cut to what Slack takes, which is said', () => {
    const digest = cohortsDigest({ rows: 150, offsets: 2 });
    expect(tables(digest)[0]).toHaveProperty('rows.length', 41);
    expect(textsOf(render(digest).blocks)).toContain('… 110 more');
    const wide = tables(cohortsDigest({ rows: 2, offsets: 28 }))[0];
    expect(wide).toHaveProperty('rows.0.length', LIMITS.tableColumns);
    expect(textsOf(wide)).toContain('… 11 more');
  });

  it('becomes a list where the message has one already', () => {
    const [, table] = cohortsDigest({ rows: 2, offsets: 1 }).sections;
    const digest = { ...helpDigest(), sections: table ? [table, table] : [] };
    expect(tables(digest)).toHaveLength(1);
    expect(textsOf(render(digest).blocks)).toContain('Nov 20: Users 5,200 · D1 31.0%');
    expect(textsOf(render(digest).blocks)).toContain('Nov 21: Users 5,200 · D1 —');
  });

  it('has a dash where a cell is empty, as Slack takes none', () => {
    const section = { kind: 'table' as const, heading: '', columns: ['A', 'B'], rows: [['x', '']] };
    expect(tables({ ...helpDigest(), sections: [section] })[0]).toHaveProperty('rows', [
      [raw('A'), raw('B')],
      [raw('x'), raw('—')],
    ]);
  });
});

describe('a chart drawn by Slack', () => {
  const line = (changes: Partial<LineChart> = {}): LineChart => ({
    kind: 'line',
    title: 'Retention of new users',
    subtitle: 'Corner Shop',
    alt: 'Line chart. D1 31.0%.',
    locale: 'en',
    labels: ['D1', 'D2', 'D3'],
    series: [
      { name: 'Now', role: 'now', values: [0.31042, 0.25, null] },
      { name: 'A week earlier', role: 'before', values: [0.3, 0.2, 0.1] },
    ],
    ...changes,
  });
  /** Sixty positions, as a trend of two months has. */
  const long = (rate: (index: number) => number | null) =>
    line({
      labels: Array.from({ length: 60 }, (_, index) => `Day ${index}`),
      series: [
        { name: 'Now', role: 'now', values: Array.from({ length: 60 }, (_, index) => rate(index)) },
      ],
    });
  const digestOf = (chart: LineChart) =>
    plainDigest({ locale: 'en', title: 'x', summary: 'y', sections: [{ kind: 'chart', chart }] });
  const drawn = (chart: LineChart) => render(digestOf(chart), 'native').blocks.slice(2);

  it('has the rates in percent, where every line has one, and says what it leaves out', () => {
    expect(drawn(line())).toEqual([
      {
        type: 'data_visualization',
        title: 'Retention of new users',
        chart: {
          type: 'line',
          series: [
            { name: 'Now', data: [point('D1', 31), point('D2', 25)] },
            { name: 'A week earlier', data: [point('D1', 30), point('D2', 20)] },
          ],
          axis_config: { categories: ['D1', 'D2'], y_label: '%' },
        },
      },
      small('… 1 more'),
    ]);
  });

  it('has the edges of a band as lines, and says what is marked', () => {
    const band = { name: 'expected range', low: [0.28, 0.22], high: [0.32, 0.26] };
    const marked = { name: 'below the expected range', at: [1, 2, 9] };
    const [chart, ...below] = drawn(line({ band, marked }));
    expect(chart).toMatchObject({
      chart: {
        series: [
          { name: 'Now' },
          { name: 'A week earlier' },
          { name: 'High: expected range', data: [point('D1', 32), point('D2', 26)] },
          { name: 'Low: expected range', data: [point('D1', 28), point('D2', 22)] },
        ],
      },
    });
    expect(below).toEqual([small('D2, D3: below the expected range\n… 1 more')]);
  });

  it('keeps the edges of a band apart, however long its name', () => {
    const band = { name: 'x'.repeat(60), low: [0.28, 0.22], high: [0.32, 0.26] };
    expect(fitsNative(line({ band }))).toBe(true);
  });

  it('tells small rates apart', () => {
    const series = [{ name: 'Now', role: 'now' as const, values: [0.0123, 0.0119, 0.0121] }];
    expect(drawn(line({ series }))[0]).toMatchObject({
      chart: { series: [{ data: [{ value: 1.23 }, { value: 1.19 }, { value: 1.21 }] }] },
    });
  });

  it('is the one of every digest', () => {
    for (const digest of [dailyDigest(), weeklyDigest(), alertDigest()]) {
      expect(stringsOf(render(digest, 'native').blocks, 'type')).toContain('data_visualization');
      expect(checkLimits(render(digest, 'native'))).toEqual([]);
    }
  });

  const values = [0.3, null, 0.1];
  it.each([
    ['has a gap', line({ series: [{ name: 'Now', role: 'now', values }] })],
    ['has one point', line({ labels: ['D1'] })],
    ['has no line', line({ series: [] })],
    ['names two positions alike', line({ labels: ['D1', 'D1', 'D2'] })],
    [
      'names two lines alike',
      line({ series: line().series.map((one) => ({ ...one, name: 'x' })) }),
    ],
    [
      'has a band with a gap',
      line({
        series: [{ name: 'Now', role: 'now', values: [0.3, 0.2, 0.1] }],
        band: { name: 'expected', low: [0.2, null, 0.1], high: [0.4, 0.4, 0.4] },
      }),
    ],
    ['has a gap among its newest points', long((index) => (index === 50 ? null : 0.1))],
  ])('gives way to its words where it %s', (_, chart) => {
    expect(fitsNative(chart)).toBe(false);
    expect(drawn(chart)).toEqual([small('Line chart. D1 31.0%.')]);
  });

  it.each(['native', undefined] as const)(
    'gives way to its table where it is a heat map (%s)',
    (picture) => {
      const { blocks } = render(cohortsDigest(), picture);
      expect(textsOf(blocks)).not.toContainEqual(expect.stringMatching(/^Heat map\./));
      expect(blocks.filter(({ type }) => type === 'table')).toHaveLength(1);
    },
  );

  it('gives way to its words where it is a heat map without a table', () => {
    const [chart] = cohortsDigest().sections;
    const { blocks } = render({ ...cohortsDigest(), sections: chart ? [chart] : [] }, 'native');
    expect(textsOf(blocks)).toContainEqual(expect.stringMatching(/^Heat map\./));
  });

  it('is of its newest twenty points where it has more, and says so', () => {
    const [block, left] = drawn(long((index) => index / 100));
    const data = Array.from({ length: 20 }, (_, index) => point(`Day ${40 + index}`, 40 + index));
    expect(block).toMatchObject({ chart: { series: [{ data }] } });
    expect(left).toEqual(small('… 40 more'));
  });

  it('cuts a long label visibly: a week that begins in one year and ends in the next has one', () => {
    const [block] = drawn(line({ labels: ['Dec 28, 2026 – Jan 3, 2027', 'Jan 4 – 10', ''] }));
    expect(block).toMatchObject({
      chart: { axis_config: { categories: ['Dec 28, 2026 – Jan …', 'Jan 4 – 10'] } },
    });
  });

  it('is of fewer where the newest twenty begin or end with a gap', () => {
    const [block, left] = drawn(long((index) => (index < 45 || index === 59 ? null : 0.1)));
    const labels = Array.from({ length: 14 }, (_, index) => `Day ${45 + index}`);
    expect(block).toMatchObject({ chart: { axis_config: { categories: labels } } });
    expect(left).toBeUndefined();
  });
});

describe('checkLimits', () => {
  const fine: SlackMessage = { text: 'x', mrkdwn: false, blocks: [{ type: 'divider' }] };
  const text = (length: number) => ({ type: 'plain_text' as const, text: 'x'.repeat(length) });
  const button = (changes: object) => ({
    type: 'actions' as const,
    elements: [
      { type: 'button' as const, text: text(1), value: 'x', action_id: 'show:0:0', ...changes },
    ],
  });
  const table = (rows: number, columns: number, cell = 'x') => ({
    type: 'table' as const,
    rows: Array(rows).fill(Array(columns).fill(raw(cell))),
  });
  const chart = (changes: object, title = 'x', data = [point('D1', 1)]) => ({
    type: 'data_visualization' as const,
    title,
    chart: {
      type: 'line' as const,
      series: [{ name: 'x', data }],
      axis_config: { categories: ['D1'], y_label: '%' },
      ...changes,
    },
  });

  it('finds nothing in what Slack takes', () => {
    const blocks = [button({}), table(100, 3), chart({}), chart({})];
    expect(checkLimits(fine)).toEqual([]);
    expect(checkLimits({ ...fine, blocks })).toEqual([]);
  });

  it.each<[string, Partial<SlackMessage>]>([
    ['51 blocks', { blocks: Array(51).fill({ type: 'divider' }) }],
    ['no text', { text: '' }],
    ['too long a text', { text: 'x'.repeat(LIMITS.topText + 1) }],
    ['a header of 151', { blocks: [{ type: 'header', text: text(151) }] }],
    ['an empty header', { blocks: [{ type: 'header', text: text(0) }] }],
    ['a section of 3001', { blocks: [{ type: 'section', text: text(3001) }] }],
    ['11 elements', { blocks: [{ type: 'context', elements: Array(11).fill(text(1)) }] }],
    ['no alt text', { blocks: [{ type: 'image', alt_text: '', slack_file: { id: 'F1' } }] }],
    [
      'an alt text of 2001',
      { blocks: [{ type: 'image', alt_text: 'x'.repeat(2001), slack_file: { id: 'F1' } }] },
    ],
    [
      'an empty rich text',
      { blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [] }] }] },
    ],
    ['12,001 bytes', { blocks: Array(5).fill({ type: 'section', text: text(2900) }) }],
    ['a type it does not know', { blocks: [{ type: 'file', external_id: 'x', source: 'remote' }] }],
    ['a button without text', { blocks: [button({ text: text(0) })] }],
    ['a button of 76', { blocks: [button({ text: text(76) })] }],
    ['a value of 2001', { blocks: [button({ value: 'x'.repeat(2001) })] }],
    ['a value that is empty', { blocks: [button({ value: '' })] }],
    ['a button heard for 76', { blocks: [button({ accessibility_label: 'x'.repeat(76) })] }],
    ['an action_id of 256', { blocks: [button({ action_id: 'x'.repeat(256) })] }],
    ['two buttons of one id', { blocks: [button({}), button({})] }],
    ['no buttons', { blocks: [{ type: 'actions', elements: [] }] }],
    ['a select', { blocks: [{ type: 'actions', elements: [{ type: 'users_select' }] }] }],
    ['two blocks of one id', { blocks: Array(2).fill({ type: 'divider', block_id: 'b' }) }],
    ['a block_id of 256', { blocks: [{ type: 'divider', block_id: 'x'.repeat(256) }] }],
    ['two tables', { blocks: [table(1, 1), table(1, 1)] }],
    ['101 rows', { blocks: [table(101, 1)] }],
    ['21 columns', { blocks: [table(1, 21)] }],
    ['an empty cell', { blocks: [table(1, 1, ' ')] }],
    ['three charts', { blocks: [chart({}), chart({}), chart({})] }],
    ['a chart without a title', { blocks: [chart({}, '')] }],
    ['a chart’s title of 51', { blocks: [chart({}, 'x'.repeat(51))] }],
    ['a chart without a line', { blocks: [chart({ series: [] })] }],
    ['a point without its label', { blocks: [chart({}, 'x', [point('D2', 1)])] }],
    ['a point that is no number', { blocks: [chart({}, 'x', [point('D1', Number.NaN)])] }],
    ['a point too few', { blocks: [chart({}, 'x', [])] }],
    [
      'a link of 3001',
      {
        blocks: [
          {
            type: 'rich_text',
            elements: [
              {
                type: 'rich_text_section',
                elements: [{ type: 'link', url: 'x'.repeat(3001), text: 'x' }],
              },
            ],
          },
        ],
      },
    ],
  ])('finds %s', (_, part) => {
    expect(checkLimits({ ...fine, ...part })).toHaveLength(1);
  });
});

function small(text: string) {
  return { type: 'context', elements: [{ type: 'plain_text', text, emoji: false }] };
}

function rich(...elements: object[]) {
  return { type: 'rich_text', elements };
}

function section(...elements: object[]) {
  return { type: 'rich_text_section', elements };
}

function plain(text: string) {
  return { type: 'text', text };
}

function bold(text: string) {
  return { type: 'text', text, style: { bold: true } };
}

function raw(text: string) {
  return { type: 'raw_text' as const, text };
}

function point(label: string, value: number) {
  return { label, value };
}

function listOf(count: number, text: string): Digest {
  const items = Array.from({ length: count }, (_, index) => `${index} ${text}`);
  return { ...helpDigest(), sections: [{ kind: 'list', heading: 'Apps', items }] };
}

function sectionsOf(count: number, text: string): Digest {
  const sections = Array.from({ length: count }, (_, index) => ({
    kind: 'text' as const,
    text: `${index} ${text}`,
  }));
  return { ...helpDigest(), sections };
}

const pictures: fc.Arbitrary<SlackPicture> = fc.oneof(
  fc.record({ slackFile: fc.constant('F0123456789') }),
  fc.record({
    imageUrl: fc.constantFrom('https://bot.example.com/x.png', `https://${'x'.repeat(4000)}`),
  }),
  fc.record({ link: fc.constant('https://bot.example.com/x.png') }),
  fc.constant('native' as const),
);

/** Everything a reader must find, or be told that it is missing. */
function partsOf({ title, summary, banner, sections, footer, actions }: Digest): string[] {
  const buttons = actions.flat().filter(({ label, command }) => label.trim() && command.trim());
  const labels = buttons.map(({ label }) => label);
  return [title, summary, banner, footer, ...sections.flatMap(partsOfSection), ...labels];
}

function partsOfSection(one: Section): string[] {
  switch (one.kind) {
    case 'figures': {
      const figures = one.figures.flatMap(({ verdict, ...rest }) => [
        verdict.word,
        ...Object.values(rest),
      ]);
      return [one.heading, one.size, ...figures];
    }
    case 'chart':
      return [];
    case 'list':
      return [one.heading, ...one.items];
    case 'table':
      return [one.heading, ...one.rows.flat()];
    case 'text':
      return [one.text];
  }
}

function wordsOf({ blocks }: SlackMessage): string {
  return bare([...textsOf(blocks), ...stringsOf(blocks, 'accessibility_label')].join(''));
}

/** Without white space, the marks of code, and what turns a text around. */
function bare(text: string): string {
  return text.toWellFormed().replaceAll(/[\s`\u202A-\u202E\u2066-\u2069]/g, '');
}
