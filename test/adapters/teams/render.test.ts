/** The card itself: what a reader finds in it, and that Teams takes it whatever is in the digest. */
import fc from 'fast-check';
import markdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import type { AdaptiveCard, Element, TextBlock } from '../../../adapters/teams/card.ts';
import { activityOf, checkLimits, LIMITS } from '../../../adapters/teams/limits.ts';
import { markdown } from '../../../adapters/teams/markdown.ts';
import { render } from '../../../adapters/teams/render.ts';
import { type Digest, plainDigest } from '../../../src/core/digest.ts';
import { schemaFaults } from '../../doubles/adaptive-card-schema.ts';
import { anyDigest } from '../../doubles/any-digest.ts';
import {
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
      '−3.2 pp (−10.3%)',
    ]);
    expect(small).toMatchObject({ size: 'Small', isSubtle: true });
    expect(textsIn(small ? [small] : [])[0]?.text).toContain('95% interval −4.9 to −1.5 pp');
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

  it.each([
    ['daily', dailyDigest()],
    ['weekly', weeklyDigest()],
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
    expect(markdown('<https://example.com> <a@b.c> <app>')).toBe(
      '\\<https://example.com> \\<a@b.c> <app>',
    );
  });

  it('starts no heading, list or quotation', () => {
    for (const start of ['# a', '- a', '+ a', '> a', '1. a', '2) a'])
      expect(markdown(start)).toMatch(/^\d?\\/);
    expect(markdown('#1 of 3.5 - a')).toBe('#1 of 3.5 - a');
  });

  it('is read as it was written, whatever it is', () => {
    const reader = markdownIt();
    const anything = fc.string({
      unit: fc.constantFrom(...'*_[]()#-+>!~`\\<:@/.1 \na店'),
      maxLength: 30,
    });
    fc.assert(
      fc.property(anything, (text) => {
        const read = reader.render(markdown(text.replaceAll('`', ''))).replaceAll(/<\/?p>/g, '');
        expect(read).not.toMatch(/<[a-z]/i);
        const plain = read.replaceAll('&lt;', '<').replaceAll('&gt;', '>');
        expect(plain.split(/\s+/).join('')).toBe(text.replaceAll(/[`\s]/g, ''));
      }),
      { numRuns: 500 },
    );
  });

  it('shows what a reader may type in bold, as Teams has no code in cards', () => {
    expect(markdown('`/retention daily` — newest')).toBe('**/retention daily** — newest');
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

  it('keeps every figure beside the largest picture a card can carry', () => {
    const png = Buffer.alloc(LIMITS.inline, 1);
    png.writeUInt32BE(800, 16);
    const message = render(dailyDigest(), {
      url: `data:image/png;base64,${png.toString('base64')}`,
    });
    expect(checkLimits(message)).toEqual([]);
    expect(message.card.body).toHaveLength(render(dailyDigest()).card.body.length);
    expect(message.card.body.some(({ type }) => type === 'Image')).toBe(true);
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

  it('hold for every digest, and every card is valid', () => {
    fc.assert(
      fc.property(anyDigest, fc.option(pictures, { nil: undefined }), (digest, picture) => {
        const message = render(digest, picture);
        expect(checkLimits(message)).toEqual([]);
        expect(schemaFaults(message.card)).toEqual([]);
        expect(2 * JSON.stringify(activityOf(message)).length).toBeLessThanOrEqual(LIMITS.activity);
      }),
      { numRuns: 150 },
    );
  });
});

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
