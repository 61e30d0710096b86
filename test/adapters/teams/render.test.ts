/** The card itself: what a reader finds in it, and that Teams takes it whatever is in the digest. */
import fc from 'fast-check';
import markdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import type { AdaptiveCard, Element, TextBlock } from '../../../adapters/teams/card.ts';
import { activityOf, checkLimits, LIMITS, sizeOf } from '../../../adapters/teams/limits.ts';
import { markdown } from '../../../adapters/teams/markdown.ts';
import { roomFor } from '../../../adapters/teams/picture.ts';
import { type Layout, render } from '../../../adapters/teams/render.ts';
import { type Digest, plainDigest } from '../../../src/core/digest.ts';
import { textFor } from '../../../src/core/text/index.ts';
import { schemaFaults } from '../../doubles/adaptive-card-schema.ts';
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

const URL_OF_CHART = 'https://bot.example.com/charts/0123.png';

describe('a digest as a card', () => {
  const { card, summary } = render(dailyDigest(), { url: URL_OF_CHART });
  const blocks = textsIn(card.body);

  it('leads with the warning, then which app and which period', () => {
    expect(card.body[0]).toMatchObject({ type: 'Container', style: 'warning' });
    expect(blocks[0]?.text).toContain('Simulated data');
    expect(blocks[1]).toMatchObject({
      text: 'Corner Shop · Daily retention · Sat, Nov 21, 2026',
      size: 'Large',
      style: 'heading',
    });
  });

  it('says good or bad by mark, word and colour at once', () => {
    const verdicts = blocks.filter(({ text }) => /^[▲▼●○]/.test(text));
    expect(verdicts.slice(0, 3)).toEqual([
      expect.objectContaining({ text: '▼ down', color: 'Attention' }),
      expect.objectContaining({ text: '▲ up', color: 'Good' }),
      expect.not.objectContaining({ color: expect.anything() }),
    ]);
    expect(verdicts[2]?.text).toBe('● no clear change');
  });

  it('puts a figure on one line, its basis and interval below it', () => {
    const figures = card.body.find(
      (one) => one.type === 'Container' && one.style === 'emphasis',
    ) as Extract<Element, { type: 'Container' }>;
    const [row, small] = figures.items.slice(2);
    expect(textsIn(row ? [row] : []).map(({ text }) => text)).toEqual([
      'D1',
      '27.9%',
      '▼ down',
      '−3.2 pp (−10.2%)',
    ]);
    expect(small).toMatchObject({ size: 'Small', isSubtle: true });
    expect(textsIn(small ? [small] : [])[0]?.text).toContain('95% interval −4.5 to −1.8 pp');
  });

  it('shows the chart with its words for screen readers, and lets a tap enlarge it', () => {
    const image = card.body.find(({ type }) => type === 'Image');
    expect(image).toMatchObject({ url: URL_OF_CHART, msteams: { allowExpand: true } });
    expect(image).toHaveProperty('altText', expect.stringContaining('Line chart. Corner Shop'));
  });

  it('tells the chart in words where there is no picture', () => {
    const { card } = render(dailyDigest());
    expect(card.body.some(({ type }) => type === 'Image')).toBe(false);
    expect(textsIn(card.body)).toContainEqual(
      expect.objectContaining({ text: expect.stringContaining('Line chart.'), isSubtle: true }),
    );
  });

  it('warns and sums up in the notification', () => {
    expect(summary).toBe(`${dailyDigest().banner} ${dailyDigest().summary}`);
  });

  it('notifies in plain words', () => {
    const summary = textFor('en').commands.meant({ word: 'weakly', meant: 'weekly' });
    const digest = plainDigest({ locale: 'en', title: 'Almost', summary });
    expect(summary).toContain('`weekly`');
    expect(render(digest).summary).toBe('I don’t know “weakly”. Did you mean weekly?');
  });

  it.each([
    ['daily', dailyDigest()],
    ['weekly', weeklyDigest()],
    ['alert', alertDigest()],
    ['help', helpDigest()],
    ['huge', hugeDigest()],
    ['cohorts', cohortsDigest()],
    ['narrow cohorts', cohortsDigest({ offsets: 3 })],
  ])('is a valid card of version 1.5 when it is the %s one', (_, digest) => {
    const message = render(digest, { url: URL_OF_CHART });
    expect(schemaFaults(message.card)).toEqual([]);
    expect(checkLimits(message)).toEqual([]);
  });

  it('fills the width of the chat', () => {
    expect(card).toMatchObject({ version: '1.5', msteams: { width: 'Full' } });
  });
});

describe('when the schedule fired', () => {
  it('is told in the reader’s own zone, in the digest’s language', () => {
    const { card } = render(dailyDigest());
    expect(textsIn(card.body).at(-1)).toMatchObject({
      text: 'Your time: {{DATE(2026-11-22T01:30:00Z,SHORT)}} {{TIME(2026-11-22T01:30:00Z)}}',
      isSubtle: true,
    });
    expect(card.lang).toBe('en');
    expect(render(dailyDigest({ locale: 'zh-CN' })).card.lang).toBe('zh');
  });

  it('is left out where no schedule did', () => {
    expect(JSON.stringify(render(weeklyDigest()).card)).not.toContain('{{');
  });

  it('is told by no name of an app', () => {
    const name = '{{DATE(2026-11-22T01:30:00Z)}}';
    const texts = textsIn(
      render(plainDigest({ locale: 'en', title: name, summary: '' })).card.body,
    );
    expect(texts[0]?.text).toBe('{\\{DATE(2026-11-22T01:30:00Z)}}');
  });
});

describe('buttons', () => {
  const digest = { ...dailyDigest(), actions: ACTIONS };
  const rowsOf = (...given: Parameters<typeof render>) =>
    render(...given).card.body.flatMap((one) => (one.type === 'ActionSet' ? [one.actions] : []));

  it('stand in their rows above the small print, and say their commands', () => {
    const rows = rowsOf(digest, undefined, { isPrivate: true });
    expect(rows.map((row) => row.map(({ title }) => title))).toEqual([
      ['✓ Daily', 'Weekly', 'Monthly'],
      ['✓ New and active', 'New', 'Active'],
      ['Share to channel', 'Subscribe'],
    ]);
    expect(rows.map((row) => row.map(({ verb, data }) => [verb, data?.command]))).toEqual(
      ACTIONS.map((row) => row.map(({ does, command }) => [does, command])),
    );
    expect(render(digest).card.body.at(-2)).toHaveProperty('separator', true);
  });

  it('mark what is shown already by a sign, and say so to screen readers', () => {
    const [current, other] = rowsOf(digest)[0] ?? [];
    expect(current).toMatchObject({ title: '✓ Daily', tooltip: 'Daily, shown now' });
    expect(other).not.toHaveProperty('tooltip');
  });

  it('share only what nobody else sees', () => {
    const shared = (layout: Parameters<typeof render>[2]) =>
      rowsOf(digest, undefined, layout)
        .flat()
        .filter(({ verb }) => verb === 'share').length;
    expect(shared({ isPrivate: true })).toBe(1);
    expect(shared({ isPrivate: false })).toBe(0);
    expect(shared({})).toBe(0);
    expect(JSON.stringify(render(digest).card)).not.toContain('… 1 more');
  });

  it('are none where nobody hears them', () => {
    expect(rowsOf(digest, undefined, { buttons: false, isPrivate: true })).toEqual([]);
  });

  it('tell of an alert, and only where one person can be told', () => {
    const [told = [], shown = []] = rowsOf(alertDigest());
    expect(told.map(({ verb, fallback }) => [verb, fallback])).toEqual(
      Array(3).fill(['tell', 'drop']),
    );
    expect(shown.map(({ fallback }) => fallback)).toMatchObject([
      { type: 'Action.Submit' },
      { type: 'Action.Submit' },
    ]);
    expect(JSON.stringify(render(alertDigest()).card)).not.toMatch(/… \d+ more|[^.]…"/);
  });

  it('become messages where a client knows no Execute', () => {
    const [show, form] = [rowsOf(digest)[0]?.[1], rowsOf(digest)[2]?.[0]];
    expect(show?.fallback).toEqual({
      type: 'Action.Submit',
      title: 'Weekly',
      data: { command: 'weekly wx1234567890abcdef' },
    });
    expect(form).toMatchObject({ verb: 'form', fallback: 'drop' });
  });

  it('begin another row where Teams shows no more in one', () => {
    const row = Array.from({ length: 14 }, (_, index) => ({
      label: `App ${index}`,
      does: 'show' as const,
      command: `daily wx${index}`,
      isCurrent: false,
    }));
    const rows = rowsOf({ ...digest, actions: [row] });
    expect(rows.map(({ length }) => length)).toEqual([6, 6, 2]);
  });

  it('are left out rather than say half a command, which is told', () => {
    const long = {
      label: 'x',
      does: 'show',
      command: 'w'.repeat(501),
      isCurrent: false,
    } as const;
    const message = render({ ...digest, actions: [[long]] });
    expect(JSON.stringify(message)).not.toContain('wwww');
    expect(textsIn(message.card.body).map(({ text }) => text)).toContain('… 1 more');
  });
});

describe('a table in a card', () => {
  const tableOf = (digest: Digest) => textsIn(render(digest).card.body).map(({ text }) => text);

  it('is one where it holds on a phone, its numbers to the right', () => {
    const [, container] = render(
      plainDigest({
        ...helpDigest(),
        summary: '',
        sections: cohortsDigest({ rows: 2, offsets: 1 }).sections.slice(1),
      }),
    ).card.body;
    const table = container?.type === 'Container' ? container.items[1] : undefined;
    expect(table).toMatchObject({
      type: 'Table',
      firstRowAsHeader: true,
      columns: [
        { width: 6 },
        { width: 6, horizontalCellContentAlignment: 'Right' },
        { width: 6, horizontalCellContentAlignment: 'Right' },
      ],
    });
    expect(textsIn(table ? [table] : []).map(({ text }) => text)).toEqual([
      ...['Cohort', 'Users', 'D1'],
      ...['Nov 21', '5,200', '—'],
      ...['Nov 20', '5,200', '31.0%'],
    ]);
  });

  it('is a line for each row where it is too wide for one', () => {
    const texts = tableOf(cohortsDigest({ rows: 2 }));
    expect(texts).toContain('Nov 20');
    expect(texts).toContain('Users 5,200 · D1 31.0% · D2–D9 —');
  });

  it('is cut where it is too long, and says so', () => {
    expect(tableOf(cohortsDigest({ rows: 150, offsets: 2 }))).toContainEqual(
      expect.stringMatching(/^… \d+ more$/),
    );
  });
});

describe('text in a card', () => {
  it('lets no name turn the figures after it around', () => {
    const message = render(dailyDigest({ appName: '\u202E\u2067پاپ' }));
    expect(JSON.stringify(message)).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
  });

  it('keeps the name of an app a name', () => {
    expect(markdown('*Shop* [x](https://example.com) my_app')).toBe(
      '\\*Shop\\* \\[x\\](https://example.com) my\\_app',
    );
    expect(markdown('<https://example.com> <1@b.c> &lt; A&B 3 < 4')).toBe(
      '\\<https://example.com> \\<1@b.c> \\&lt; A&B 3 < 4',
    );
  });

  // Microsoft's own page takes it for HTML: the word was gone, and a picture was asked for.
  it('keeps what looks like HTML', () => {
    expect(markdown('`compare <app>` </b> <!-- <img src=x>')).toBe(
      '**compare \\<app>** \\</b> \\<!-- \\<img src=x>',
    );
    for (const locale of ['en', 'zh-CN'] as const) {
      const { help } = textFor(locale).commands;
      const read = help.map((line) => markdownIt({ html: true }).renderInline(markdown(line)));
      expect(read.join('\n').match(/&lt;/g)).toHaveLength(3);
    }
  });

  it('says commands without the slash that opens Teams’ own menu', () => {
    for (const locale of ['en', 'zh-CN'] as const) {
      const { card, summary } = render(helpDigest(locale));
      expect(JSON.stringify({ card, summary })).not.toContain('/retention');
      expect(summary).toContain('retention daily');
    }
    expect(markdown('https://example.org/retention a/retention')).toBe(
      'https://example.org/retention a/retention',
    );
  });

  it('starts no heading, list or quotation', () => {
    for (const start of ['# a', '- a', '+ a', '> a', '1. a', '2) a'])
      expect(markdown(start)).toMatch(/^\d?\\/);
    expect(markdown('#1 of 3.5 - a')).toBe('#1 of 3.5 - a');
  });

  it('is read as it was written, whatever it is', () => {
    const reader = markdownIt({ html: true });
    const anything = fc.string({
      unit: fc.constantFrom(...'*_[]()#-+>!~`\\<:@/.1 {}\na店?', '&lt;', '&#60;'),
      maxLength: 30,
    });
    fc.assert(
      fc.property(anything, (text) => {
        const read = reader.render(markdown(text.replaceAll('`', ''))).replaceAll(/<\/?p>/g, '');
        expect(read).not.toMatch(/<[a-z]/i);
        const plain = read.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
        expect(plain.split(/\s+/).join('')).toBe(text.replaceAll(/[`\s]/g, ''));
      }),
      { numRuns: 500 },
    );
  });

  it('shows what a reader may type in bold, as Teams has no code in cards', () => {
    expect(markdown('`/retention daily` — newest')).toBe('**retention daily** — newest');
  });

  it('keeps lines apart', () => {
    expect(markdown('one\n  - two')).toBe('one\n\n\\- two');
  });
});

describe('a digest too long for Teams', () => {
  it('is cut, and says so', () => {
    const { card } = render(hugeDigest(), { url: URL_OF_CHART });
    const texts = textsIn(card.body).map(({ text }) => text);
    expect(texts.some((text) => /^… \d+ more$/.test(text))).toBe(true);
  });

  it.each([
    ['a chat', {}],
    ['who asked', { isPrivate: true }],
    ['a webhook', { bytes: 28 * 1024, buttons: false }],
  ])(
    'keeps every figure beside the largest picture a card for %s can carry',
    (_, layout: Layout) => {
      const digest = { ...dailyDigest(), actions: ACTIONS };
      const picture = inlineOf(roomFor(digest, layout));
      const message = render(digest, picture, layout);
      expect(checkLimits(message, layout.bytes)).toEqual([]);
      expect(message.card.body).toHaveLength(
        render(digest, { url: URL_OF_CHART }, layout).card.body.length,
      );
      expect(message.card.body.some(({ type }) => type === 'Image')).toBe(true);
    },
  );

  it('tells the chart in words rather than lose a figure to its picture', () => {
    const layout = { bytes: 28 * 1024, buttons: false };
    const message = render(dailyDigest(), inlineOf(LIMITS.inline), layout);
    expect(message).toEqual(render(dailyDigest(), undefined, layout));
    expect(textsIn(message.card.body).map(({ text }) => text)).not.toContainEqual(
      expect.stringMatching(/^… \d+ more$/),
    );
  });

  it('is cut to less where less is taken', () => {
    const layout = { bytes: 28 * 1024, buttons: false };
    const message = render(hugeDigest(), { url: URL_OF_CHART }, layout);
    expect(sizeOf(message)).toBeLessThanOrEqual(layout.bytes);
    expect(message.card.body.length).toBeGreaterThan(5);
  });

  it('counts Chinese as it travels', () => {
    const text = '店'.repeat(30_000);
    const body = [{ type: 'TextBlock', text, wrap: true }] as const;
    const message = { card: { ...render(dailyDigest()).card, body }, summary: '' };
    expect(checkLimits(message)[0]).toMatch(/^bytes of the activity: 90\d{3} of/);
  });

  it('goes without a picture that is too large, at no cost to the rest', () => {
    const png = Buffer.alloc(LIMITS.inline + 1).toString('base64');
    expect(render(dailyDigest(), { url: `data:image/png;base64,${png}` })).toEqual(
      render(dailyDigest()),
    );
  });
});

describe('the limits', () => {
  it('know a message that Teams would refuse', () => {
    const { card } = render(dailyDigest());
    const body = [{ type: 'TextBlock', text: 'x'.repeat(41_000), wrap: true }] as const;
    expect(checkLimits({ card: { ...card, body }, summary: '' })[0]).toMatch(/^bytes of the activ/);
    const wide = Buffer.alloc(24);
    wide.writeUInt32BE(1600, 16);
    const url = `data:image/png;base64,${wide.toString('base64')}`;
    const image = {
      type: 'Image',
      url,
      altText: 'a',
      size: 'Stretch',
      msteams: { allowExpand: true },
    } as const;
    expect(checkLimits({ card: { ...card, body: [image] }, summary: '' })).toEqual([
      'body[0] Image: width: 1600 of at most 1024',
    ]);
  });

  it('come with a schema that knows a wrong card', () => {
    const wrong = { type: 'TextBlock', text: 'a', wrap: true, color: 'Red' };
    const card = { ...render(helpDigest()).card, body: [{ type: 'Container', items: [wrong] }] };
    expect(schemaFaults(card)[0]).toMatch(/^\/body\/0\/items\/0 \(TextBlock\)\/color/);
  });

  it('hold for real digests of apps with any name', () => {
    const part = fc.constantFrom(
      '店',
      '🛍️',
      '👨‍👩‍👧',
      'پ',
      '\u202E',
      '*',
      '[x](y)',
      '{{',
      '"',
      '&',
      'a ',
    );
    const name = fc.array(part, { maxLength: 300 }).map((parts) => parts.join('').slice(0, 300));
    fc.assert(
      fc.property(name, (appName) => {
        const digest = { ...dailyDigest({ appName }), actions: ACTIONS };
        const message = render(digest, { url: URL_OF_CHART });
        expect(checkLimits(message)).toEqual([]);
        expect(schemaFaults(message.card)).toEqual([]);
        // Nothing of it is cut but the name.
        expect(message.card.body).toHaveLength(render(dailyDigest()).card.body.length + 3);
      }),
      { numRuns: 60 },
    );
  });

  it('hold for a digest of fifty apps', () => {
    const one = dailyDigest({ appName: '店🛍️'.repeat(100) });
    const sections = Array.from({ length: 50 }, () => one.sections).flat();
    const message = render({ ...one, sections }, { url: URL_OF_CHART }, { isPrivate: true });
    expect(checkLimits(message)).toEqual([]);
    expect(schemaFaults(message.card)).toEqual([]);
    expect(textsIn(message.card.body).map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^… \d+ more$/),
    );
  });

  it('hold for every digest, and every card is valid', () => {
    fc.assert(
      fc.property(anyDigest, fc.option(pictures, { nil: undefined }), (digest, picture) => {
        const layouts: Layout[] = [{ isPrivate: true }, { bytes: 28 * 1024, buttons: false }];
        for (const layout of layouts) {
          const message = render(digest, picture, layout);
          expect(checkLimits(message, layout.bytes)).toEqual([]);
          expect(schemaFaults(message.card)).toEqual([]);
          const json = JSON.stringify(activityOf(message));
          expect(2 * json.length).toBeLessThanOrEqual(layout.bytes ?? LIMITS.activity);
        }
      }),
      { numRuns: 150 },
    );
  });
});

function inlineOf(bytes: number) {
  const png = Buffer.alloc(bytes, 1);
  png.writeUInt32BE(800, 16);
  return { url: `data:image/png;base64,${png.toString('base64')}` };
}

const pictures = fc.oneof(
  fc.webUrl().map((url) => ({ url })),
  fc.nat(40_000).map((bytes) => ({
    url: `data:image/png;base64,${Buffer.alloc(bytes).toString('base64')}`,
  })),
  fc.constant({ url: `https://example.com/${'x'.repeat(5000)}` }),
);

function textsIn(elements: AdaptiveCard['body']): TextBlock[] {
  return elements.flatMap((element) => {
    if (element.type === 'TextBlock') return [element];
    if (element.type === 'Container') return textsIn(element.items);
    if (element.type === 'Table')
      return element.rows.flatMap(({ cells }) => cells.flatMap(({ items }) => textsIn(items)));
    if (element.type === 'ColumnSet') return element.columns.flatMap(({ items }) => textsIn(items));
    return [];
  });
}
