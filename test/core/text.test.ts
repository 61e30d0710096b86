/** The catalogues: every sentence can be said, in both languages, and the Chinese one is Chinese. */
import { describe, expect, test } from 'vitest';
import { AppError, ChannelError, type ErrorCode, explain } from '../../src/core/errors.ts';
import { LOCALES, textFor } from '../../src/core/text/index.ts';

/** A value for every parameter any sentence takes. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  grain: 'week',
  segment: 'new',
  isUsualKnown: true,
  isBelow: true,
  isRule: false,
  isOver: false,
  isMore: true,
  isRise: true,
  segments: ['new'],
  direction: 'higher',
  fault: '',
  faults: ['甲', '乙'],
};

interface Entry {
  readonly path: string;
  readonly text: string;
}

/** Every text of a catalogue, functions called. */
function entriesOf(value: unknown, path: string, asked: Set<string>): Entry[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value === 'function') {
    const said: unknown = value(parametersFor(asked));
    return entriesOf(said, path, asked);
  }
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, inner]) =>
      entriesOf(inner, path ? `${path}.${key}` : key, asked),
    );
  throw new Error(`${path} is ${typeof value}`);
}

/** Answers to any name, and remembers which were asked for. */
function parametersFor(asked: Set<string>): object {
  return new Proxy(
    {},
    {
      get(_, name) {
        asked.add(String(name));
        return SAMPLES[String(name)] ?? `7${String(name)}7`;
      },
    },
  );
}

const said = Object.fromEntries(
  LOCALES.map((locale) => {
    const asked = new Set<string>();
    return [locale, { entries: entriesOf(textFor(locale), '', asked), asked }];
  }),
);
const english = said['en']?.entries ?? [];
const chinese = said['zh-CN']?.entries ?? [];

test('both languages have the same sentences, some hundreds', () => {
  expect(chinese.map(({ path }) => path)).toEqual(english.map(({ path }) => path));
  expect(english.length).toBeGreaterThan(150);
});

describe.each(LOCALES)('%s', (locale) => {
  test('says every sentence in full', () => {
    for (const { path, text } of said[locale]?.entries ?? []) {
      const isHint = path.endsWith('.hint');
      if (!isHint) expect(text.trim(), path).not.toBe('');
      expect(text, path).not.toMatch(/undefined|\[object|NaN|null/);
      expect(text.trimEnd(), path).not.toMatch(/\S {2}\S|\$\{|\(\)|（）/);
    }
  });

  test('uses the facts it is given', () => {
    const all = (said[locale]?.entries ?? []).map(({ text }) => text).join('\n');
    for (const name of said[locale]?.asked ?? [])
      if (!(name in SAMPLES)) expect(all, name).toContain(`7${name}7`);
  });
});

test('both languages are told the same facts', () => {
  expect([...(said['zh-CN']?.asked ?? [])].sort()).toEqual([...(said['en']?.asked ?? [])].sort());
});

/** Names, marks and shapes that are the same in every language. */
const ALIKE = [
  /^digest\.(summaryFigure|and|comma|cohortComma)$/,
  /^chart\.point$/,
  /^commands\.(app|explained)$/,
  /^terminal\.because$/,
  /^alerts\.(titleRule|summaryItem|tableChange|summaryStop|after\.(said|heading)|detail\.around|now\.title\..*)$/,
  /^answers\.alerts\.(with|message)$/,
];

test('what should be translated is, into Chinese', () => {
  for (const [index, { path, text }] of chinese.entries()) {
    if (ALIKE.some((pattern) => pattern.test(path))) continue;
    const original = english[index]?.text;
    if (original === '') {
      expect(text, path).toBe('');
      continue;
    }
    expect(text, path).not.toBe(original);
    expect(text.replace(/7\w+7/g, ''), path).toMatch(/[\u4e00-\u9fff]|。$/);
  }
});

test('Chinese sentences have Chinese punctuation', () => {
  for (const { path, text } of chinese) {
    const bare = text.replace(/`[^`]*`/g, '').replace(/"[^"]*"/g, '');
    expect(bare, path).not.toMatch(/[\u4e00-\u9fff][,;:!?]|[\u4e00-\u9fff]\.(\s|$)/);
  }
});

test('one is not spoken of as many', () => {
  expect(textFor('en').commands.appsSummary({ count: '1' })).not.toMatch(/1 Mini Programs/);
  expect(textFor('en').terminal.fetched({ count: '1' })).not.toMatch(/1 cohorts/);
});

test('English sentences hold no Chinese', () => {
  for (const { path, text } of english)
    expect(text.replace(/甲|乙/g, ''), path).not.toMatch(/[\u4e00-\u9fff]/);
});

describe('errors', () => {
  const codes = Object.keys(textFor('en').errors) as ErrorCode[];

  test.each(codes)('%s is explained in both languages', (code) => {
    const params = {
      app: 'wx1',
      detail: 'a detail',
      ip: '10.0.0.7',
      faults: ['one', 'two'],
      known: 'wx2',
      host: '127.0.0.1',
      port: '3000',
      path: 'x.db',
      wal: 'x.db-wal',
      channel: 'growth',
      needed: 'chat:write',
      platform: 'teams',
      from: '2026-11-22 09:30',
    };
    const error = new AppError(code, params as never);
    expect(error.message).toBe(textFor('en').errors[code](params as never).message);
    for (const locale of LOCALES) {
      const explained = explain(error, textFor(locale));
      expect(explained.length).toBeGreaterThan(5);
      expect(explained).not.toMatch(/undefined|\[object/);
    }
  });

  test.each(codes)('%s joins what happened and what to do as its language does', (code) => {
    const error = new AppError(code, { faults: [] } as never);
    const { message, hint } = textFor('zh-CN').errors[code](error.params as never);
    expect(explain(error, textFor('zh-CN'))).toBe(message + hint);
    const english = textFor('en').errors[code](error.params as never);
    const spoken = [english.message, english.hint].filter(Boolean).join(' ');
    expect(explain(error, textFor('en'))).toBe(spoken);
  });

  test('no hint promises what only a running bot does', () => {
    for (const { path, text } of english.filter((one) => one.path.endsWith('.hint')))
      expect(text, path).not.toMatch(/\b(tried|asked|fetched) again|new token is fetched/i);
    for (const { path, text } of chinese.filter((one) => one.path.endsWith('.hint')))
      expect(text, path).not.toMatch(/^将|(?<!运行中的机器人会)自动重试/);
  });

  test('an address WeChat names is shown; one it does not name is not invented', () => {
    const withIp = new AppError('ip_not_allowed', { app: 'wx1', detail: 'd', ip: '203.0.113.9' });
    const without = new AppError('ip_not_allowed', { app: 'wx1', detail: '40164 x', ip: '' });
    for (const locale of LOCALES) {
      expect(explain(withIp, textFor(locale)).match(/203\.0\.113\.9/g)).toHaveLength(2);
      expect(explain(without, textFor(locale))).toContain('40164 x');
    }
  });

  test('a foreign error keeps its message to the log', () => {
    const error = new Error('secret path /home/x');
    for (const locale of LOCALES) {
      expect(explain(error, textFor(locale))).not.toContain('secret');
      expect(explain('text', textFor(locale))).toBe(explain(error, textFor(locale)));
    }
  });

  test('a channel’s error says whether it may be tried again', () => {
    const params = { channel: 'growth', detail: 'd' };
    const refused = new ChannelError('rejected', 'channel_refused', params);
    const busy = new ChannelError('later', 'channel_busy', params, { retryAfterMs: 5 });
    const unclear = new ChannelError('unknown', 'channel_unclear', params);
    expect([refused.retry, busy.retry, unclear.retry]).toEqual(['never', 'later', 'later']);
    expect(busy).toMatchObject({ name: 'ChannelError', outcome: 'later', retryAfterMs: 5 });
    expect(busy).toBeInstanceOf(AppError);
  });

  test('the cause is kept, and only where there is one', () => {
    const cause = new Error('why');
    expect(new AppError('internal', {}, { cause }).cause).toBe(cause);
    expect('cause' in new AppError('internal', {})).toBe(false);
  });
});
