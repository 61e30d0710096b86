/** The Block Kit form of a digest. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLimits, LIMITS, type SlackMessage, textsOf } from '../../../adapters/slack/limits.ts';
import { render } from '../../../adapters/slack/render.ts';
import type { Digest, Section } from '../../../src/core/digest.ts';
import { dailyDigest, helpDigest, hugeDigest, weeklyDigest } from '../../doubles/digests.ts';

describe('render', () => {
  it('lays a digest out to be read at a glance', () => {
    const chart = {
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
        title: { type: 'plain_text', text: 'Retention' },
        slack_file: { id: 'F1' },
      },
      rich(section(bold('Quality'), plain('  '), plain('Complete.'))),
      rich(section(bold('Apps')), {
        type: 'rich_text_list',
        style: 'bullet',
        elements: [section(plain('A')), section(plain('B'))],
      }),
      small('Source.'),
    ]);
  });

  it('gives the summary and the warning to those who hear the message', () => {
    const { summary, banner } = dailyDigest();
    expect(render(dailyDigest()).text).toBe(`${summary} ${banner}`);
  });

  it('never lets a name become markup or a mention', () => {
    const appName = '<!channel> *Shop* & <https://evil.example|here>';
    const message = render(dailyDigest({ appName }), { slackFile: 'F1' });
    expect(JSON.stringify(message.blocks)).not.toContain('mrkdwn');
    expect(message.text).toContain(
      '&lt;!channel&gt; *Shop* &amp; &lt;https://evil.example|here&gt;',
    );
    expect(message.text).not.toMatch(/[<>]/);
    expect(JSON.stringify(message.blocks)).toContain('<!channel> *Shop* &');
  });

  it('sets what a reader may type as code', () => {
    expect(JSON.stringify(render(helpDigest()).blocks)).toContain(
      '{"type":"text","text":"/retention daily","style":{"code":true}}',
    );
  });

  it.each([
    ['a daily digest', dailyDigest()],
    ['a weekly Chinese digest', weeklyDigest()],
    ['the help', helpDigest()],
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

  it('stays inside every limit, whatever the digest', () => {
    fc.assert(
      fc.property(anyDigest, fc.option(picture, { nil: undefined }), (digest, given) => {
        const message = render(digest, given);
        expect(checkLimits(message)).toEqual([]);
        expect(message.text).not.toMatch(/[<>]/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('checkLimits', () => {
  const fine: SlackMessage = { text: 'x', blocks: [{ type: 'divider' }] };
  const text = (length: number) => ({ type: 'plain_text' as const, text: 'x'.repeat(length) });

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
  ])('finds %s', (_, part) => {
    expect(checkLimits(fine)).toEqual([]);
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

const anyText = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({
    unit: fc.constantFrom('店', '🛍️', '<', '&', '`', '\n', ' ', 'ا', '\u0007'),
    maxLength: 300,
  }),
  fc.constantFrom('', '   ', 'x'.repeat(3000), '&'.repeat(5000), '👨‍👩‍👧'.repeat(500), '\ud83d'),
);
const figure = fc.record({
  label: anyText,
  rate: anyText,
  basis: anyText,
  change: anyText,
  interval: anyText,
  verdict: fc.record({
    word: anyText,
    tone: fc.constantFrom('good' as const, 'bad' as const, 'neutral' as const, 'unknown' as const),
  }),
});
const anySection: fc.Arbitrary<Section> = fc.oneof(
  fc.record({
    kind: fc.constant('figures' as const),
    heading: anyText,
    size: anyText,
    figures: fc.array(figure, { maxLength: 12 }),
  }),
  fc.record({
    kind: fc.constant('list' as const),
    heading: anyText,
    items: fc.array(anyText, { maxLength: 200, size: 'max' }),
  }),
  fc.record({ kind: fc.constant('text' as const), text: anyText }),
  fc.record({
    kind: fc.constant('chart' as const),
    chart: fc.record({
      title: anyText,
      subtitle: anyText,
      alt: anyText,
      locale: fc.constant('en' as const),
      labels: fc.constant([]),
      series: fc.constant([]),
    }),
  }),
);
const anyDigest: fc.Arbitrary<Digest> = fc.record({
  locale: fc.constantFrom('en' as const, 'zh-CN' as const),
  title: anyText,
  summary: anyText,
  banner: anyText,
  sections: fc.array(anySection, { maxLength: 70 }),
  footer: anyText,
});
const picture = fc.oneof(
  fc.record({ slackFile: fc.constant('F0123456789') }),
  fc.record({
    imageUrl: fc.constantFrom('https://bot.example.com/x.png', `https://${'x'.repeat(4000)}`),
  }),
);
