import { afterEach, describe, expect, test } from 'vitest';
import type { Action, Digest } from '../../src/core/digest.ts';
import { AppError } from '../../src/core/errors.ts';
import { textFor } from '../../src/core/text/index.ts';
import type { PreviewOptions } from '../../src/preview/index.ts';
import {
  ACTIONS,
  cohortsDigest,
  dailyDigest,
  helpDigest,
  weeklyDigest,
} from '../doubles/digests.ts';
import { type OpenPreview, openPreview } from '../doubles/preview.ts';

const { page } = textFor('en');
/** As below an alert. */
const TELLS: readonly Action[] = [
  { label: 'Mute 7 days', does: 'tell', command: 'mute 3 7d', isCurrent: false },
];
const opened: OpenPreview[] = [];

afterEach(async () => {
  for (const preview of opened.splice(0)) await preview.close();
});

async function open(changes: Partial<PreviewOptions> = {}): Promise<OpenPreview> {
  const preview = await openPreview(changes);
  opened.push(preview);
  return preview;
}

async function read(address: string, init?: RequestInit) {
  const response = await fetch(address, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const ask = (preview: OpenPreview, body: string) =>
  read(`${preview.url}/preview/command`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  });

/** What a reader without scripts has in one half; elements become spaces. */
function words(html: string, half: 'slack' | 'teams'): string {
  const [, section = ''] = html.split(`<section class="panel ${half}"`);
  return (section.split(/<\/section>|<script/)[0] ?? '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#x27;', "'")
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

function figuresOf(digest: Digest): string[] {
  return digest.sections.flatMap((section) =>
    section.kind === 'figures'
      ? section.figures.flatMap(({ rate, change, verdict }) => [rate, change, verdict.word])
      : [],
  );
}

describe('the page without scripts', () => {
  test.each(['slack', 'teams'] as const)('holds yesterday in the %s half', async (half) => {
    const preview = await open();
    const { status, text } = await read(preview.url);
    const digest = dailyDigest();
    expect(status).toBe(200);
    expect(preview.asked).toEqual(['daily']);
    const shown = words(text, half);
    expect(figuresOf(digest)).toHaveLength(18);
    for (const part of [digest.title, digest.summary, digest.banner, ...figuresOf(digest)])
      expect(shown).toContain(part);
  });

  test('holds the picture, and its description', async () => {
    const preview = await open();
    const { text } = await read(preview.url);
    const chart = dailyDigest().sections.find((section) => section.kind === 'chart')?.chart;
    expect(text).toMatch(/<img src="data:image\/png;base64,[^"]+" alt="Line chart\. Corner Shop/);
    expect(chart?.alt).toMatch(/^Line chart\. Corner Shop/);
  });

  test('says that the data is simulated, and why the Teams half is text', async () => {
    const { text } = await read((await open()).url);
    expect(text).toContain(page.simulated);
    expect(text).toContain(`<noscript><p class="no-script">${page.noScript}</p></noscript>`);
  });

  test('answers a command of the address', async () => {
    const preview = await open();
    const { text } = await read(`${preview.url}/?command=%2Fretention+weekly`);
    expect(preview.asked).toEqual(['/retention weekly']);
    expect(text).toContain('value="/retention weekly"');
    const weekly = weeklyDigest({ locale: 'en', appName: 'Corner Shop' });
    // Intl puts thin spaces around the dash of a range.
    expect(words(text, 'slack')).toContain(weekly.title.replace(/\s/g, ' '));
    expect(words(text, 'teams')).toContain(weekly.summary.replace(/\s/g, ' '));
  });

  test('is Chinese where the bot is', async () => {
    const { text } = await read((await open({ locale: 'zh-CN' })).url);
    expect(text).toContain('<html lang="zh-CN">');
    expect(text).toContain(textFor('zh-CN').page.simulated);
    expect(words(text, 'slack')).toContain(dailyDigest({ locale: 'zh-CN' }).title);
  });

  test('offers a command for each grain and for the other app', async () => {
    const { text } = await read((await open()).url);
    for (const command of ['daily', 'weekly', 'monthly', 'weekly 街角小店', 'help'])
      expect(text).toContain(`href="/?command=${encodeURIComponent(`/retention ${command}`)}"`);
  });

  test('shows a digest that has no chart', async () => {
    const { text } = await read(`${(await open()).url}/?command=help`);
    expect(words(text, 'slack')).toContain(helpDigest().summary);
    expect(text).not.toContain('data:image/png');
  });
});

describe('what is below and beside the figures', () => {
  test('offers a command for each kind of answer', async () => {
    const { text } = await read((await open()).url);
    for (const command of ['trend D1 60d', 'cohorts', 'compare Corner Shop 街角小店'])
      expect(text).toContain(`href="/?command=${encodeURIComponent(`/retention ${command}`)}"`);
  });

  test('shows the newest alert as it was posted, and what is open where none was', async () => {
    const alert = { ...weeklyDigest({ locale: 'en', appName: 'Corner Shop' }), title: 'It fell' };
    const preview = await open({ newestAlert: () => alert });
    const { text } = await read(preview.url);
    expect(text).toContain(`href="/?command=newest%20alert" data-command="newest alert"`);
    expect(words((await read(`${preview.url}/?command=newest+alert`)).text, 'slack')).toContain(
      'It fell',
    );
    const none = await open();
    await read(`${none.url}/?command=newest+alert`);
    expect(none.asked).toEqual(['alerts']);
  });

  test('has buttons that say their command, and those of a real chat disabled', async () => {
    const preview = await open({
      answer: async () => ({ ...dailyDigest(), actions: [...ACTIONS, TELLS] }),
    });
    const { text } = await read(preview.url);
    for (const { does, label, command } of [...ACTIONS, TELLS].flat()) {
      const button = new RegExp(`<button type="button" id="${does}:[^>]*>(?:<[^>]*>)*${label}<`);
      expect(text).toMatch(button);
      if (does === 'show' || does === 'tell') expect(text).toContain(` data-command="${command}"`);
    }
    expect(text.split(` disabled title="${page.unavailable}"`)).toHaveLength(3);
  });

  test('has the same buttons in the card, those of a real chat disabled', async () => {
    const preview = await open({
      answer: async () => ({ ...dailyDigest(), actions: [...ACTIONS, TELLS] }),
    });
    const { card } = JSON.parse((await ask(preview, '{"command":"daily"}')).text) as {
      card: { body: { type: string; actions?: object[] }[] };
    };
    const buttons = card.body.flatMap(({ actions = [] }) => actions);
    expect(buttons).toMatchObject(
      [...ACTIONS, TELLS].flat().map(({ does, command }) => ({
        verb: does,
        data: { command },
        ...(does === 'show' || does === 'tell'
          ? {}
          : { isEnabled: false, tooltip: page.unavailable }),
      })),
    );
    expect(buttons[1]).not.toHaveProperty('isEnabled');
  });

  test('keeps a hostile command inside its button', async () => {
    const action = {
      label: 'x',
      does: 'show',
      command: '"><img src=x>',
      isCurrent: false,
    } as const;
    const preview = await open({ answer: async () => ({ ...helpDigest(), actions: [[action]] }) });
    const { text } = await read(preview.url);
    expect(text).toContain('data-command="&quot;&gt;&lt;img src=x&gt;"');
    expect(text).not.toContain('<img src=x>');
  });

  test.each(['slack', 'teams'] as const)('has a table in the %s half', async (half) => {
    const preview = await open({ answer: async () => cohortsDigest({ rows: 3 }) });
    const { text } = await read(preview.url);
    const shown = words(text, half);
    for (const part of ['Cohort', 'Users', 'D1', 'Nov 20', '5,200', '31.0%'])
      expect(shown).toContain(part);
    expect(text).toContain('<th scope="col">Cohort</th>');
  });

  test('draws the chart as Slack does where there is no picture', async () => {
    const preview = await open({ picture: () => Promise.reject(new Error('no canvas')) });
    const { text } = await read(preview.url);
    expect(text).toContain('aria-label="Line chart: Retention of new users.');
  });
});

describe('hostile text', () => {
  const HOSTILE = `</script><img src=x onerror=alert(1)>"'&<script>alert(2)</script>`;

  test('stays text when it is the name of an app', async () => {
    const preview = await open({
      answer: async () => dailyDigest({ appName: HOSTILE }),
      apps: ['Corner Shop', HOSTILE],
    });
    const { text } = await read(preview.url);
    expect(text).not.toContain('<img src=x');
    expect(text).not.toContain('<script>alert');
    const own = (await read((await open()).url)).text;
    expect(text.split('<script').length).toBe(own.split('<script').length);
    expect(text.split('</script>').length).toBe(own.split('</script>').length);
  });

  test('stays text when it is the command', async () => {
    const preview = await open();
    const { text } = await read(`${preview.url}/?command=${encodeURIComponent(HOSTILE)}`);
    expect(preview.asked).toEqual([HOSTILE]);
    expect(text).not.toContain('<img src=x');
    expect(text).toContain(
      'value="&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;',
    );
  });

  test('cannot load or run anything: the policy of every answer forbids it', async () => {
    const preview = await open();
    for (const path of ['/', '/preview/client.js', '/preview/logo.svg']) {
      const policy = (await read(`${preview.url}${path}`)).headers.get('content-security-policy');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
    }
  });
});

describe('a command by script', () => {
  test('is answered with both halves', async () => {
    const preview = await open();
    const { status, text } = await ask(preview, '{"command":" /retention weekly "}');
    expect(status).toBe(200);
    expect(preview.asked).toEqual(['/retention weekly']);
    const answer = JSON.parse(text);
    const weekly = weeklyDigest({ locale: 'en', appName: 'Corner Shop' });
    expect(answer.slackHtml).toContain('data:image/png');
    expect(answer.card).toMatchObject({ type: 'AdaptiveCard' });
    expect(answer.summary).toBe(weekly.summary);
  });

  test.each([
    ['nothing', 400, '{}', page.unreadable],
    ['a number', 400, '{"command":7}', page.unreadable],
    ['a list', 400, '["/retention"]', page.unreadable],
    ['no JSON', 400, '/retention weekly', page.unreadable],
    ['a book', 413, JSON.stringify({ command: 'x'.repeat(20_000) }), page.unreadable],
    ['a page', 400, JSON.stringify({ command: 'x'.repeat(201) }), page.tooLong({ limit: '200' })],
  ])('is refused in words when it is %s', async (_, refusal, body, fault) => {
    const preview = await open();
    const { status, text } = await ask(preview, body);
    expect(status).toBe(refusal);
    expect(JSON.parse(text)).toEqual({ fault });
    expect(preview.asked).toEqual([]);
  });

  test('that fails is told in words, without a stack', async () => {
    const failure = new AppError('unknown_app', { app: 'wx9', known: 'Corner Shop' });
    const preview = await open({ answer: () => Promise.reject(failure) });
    const { status, text } = await ask(preview, '{"command":"weekly wx9"}');
    expect(status).toBe(500);
    expect(JSON.parse(text).fault).toContain('wx9');
    expect(text).not.toContain(' at ');
    expect(preview.log).toMatchObject([{ level: 'error', fields: { err: failure } }]);
  });
});

describe('a command of the address', () => {
  test('that is given twice is refused on the page', async () => {
    const preview = await open();
    const { status, text } = await read(`${preview.url}/?command=a&command=b`);
    expect(status).toBe(400);
    expect(text).toContain(`role="alert">${page.unreadable}`);
    expect(text).toContain('<div id="halves" class="halves" hidden>');
  });

  test('that fails unexpectedly keeps its reason to the log', async () => {
    const preview = await open({ answer: () => Promise.reject(new Error('secret detail')) });
    const { status, text } = await read(`${preview.url}/?command=weekly`);
    expect(status).toBe(500);
    expect(text).not.toContain('secret detail');
    expect(text).toContain(textFor('en').errors.internal({}).message);
    expect(text).toContain('value="weekly"');
  });
});

test('a picture that cannot be drawn loses no figure', async () => {
  const preview = await open({ picture: () => Promise.reject(new Error('no canvas')) });
  const { status, text } = await read(preview.url);
  expect(status).toBe(200);
  expect(text).not.toContain('data:image/png');
  for (const figure of figuresOf(dailyDigest())) expect(words(text, 'slack')).toContain(figure);
  expect(preview.log.map(({ level }) => level)).toEqual(['warn', 'warn']);
});

test('asks for the pictures the adapters post: Slack large, Teams small enough to travel in the card', async () => {
  const sizes: object[] = [];
  const preview = await open({
    async picture(_chart, size) {
      sizes.push(size);
      return Buffer.from('png');
    },
  });
  await read(preview.url);
  expect(sizes).toEqual([
    { width: 1600, height: 800 },
    { width: 800, height: 400, maxBytes: 24_576 },
  ]);
});

describe('files', () => {
  test.each([
    ['client.js', 'text/javascript', 'drawCard'],
    ['host-config.js', 'text/javascript', 'export const hostConfig'],
    ['adaptivecards.js', 'text/javascript', 'AdaptiveCards'],
    ['markdown-it.js', 'text/javascript', 'markdownit'],
    ['slack.css', 'text/css', '[data-theme=auto]'],
    ['page.css', 'text/css', '.command-box'],
    ['chats.css', 'text/css', '.slack .frame'],
    ['colours.css', 'text/css', '--teams-good'],
    ['logo.svg', 'image/svg+xml', '<svg'],
  ])('serves %s', async (file, type, part) => {
    const { status, headers, text } = await read(`${(await open()).url}/preview/${file}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain(type);
    expect(text).toContain(part);
  });

  test('serves no other file of the folder, nor outside it', async () => {
    const { url } = await open();
    for (const path of ['index.ts', '..%2f..%2fpackage.json', 'constructor', '__proto__', ''])
      expect((await read(`${url}/preview/${path}`)).status).toBe(404);
  });

  test('names the colours that the Teams card is drawn with', async () => {
    const { url } = await open();
    const [config, colours] = await Promise.all(
      ['host-config.js', 'colours.css'].map(async (file) => await read(`${url}/preview/${file}`)),
    );
    const names = ['text', 'accent', 'good', 'warning', 'attention'].flatMap((name) => [
      `--teams-${name}`,
      `--teams-${name}-subtle`,
    ]);
    expect(config?.text).toContain(`var(--teams-`);
    for (const name of [...names, '--teams-separator', '--teams-card-background', '--mono-font'])
      expect(colours?.text).toContain(`${name}:`);
  });
});

test('leaves every other path to the next handler', async () => {
  const { url } = await open();
  for (const path of ['/healthz', '/slack/events', '/previews'])
    expect(await read(`${url}${path}`)).toMatchObject({ status: 404, text: '' });
});
