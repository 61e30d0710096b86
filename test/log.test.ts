/** The log: what it tells of errors, and that no secret gets out, however it is written. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { AppError } from '../src/core/errors.ts';
import { createLog } from '../src/log.ts';

function logOf(secrets: readonly string[]) {
  const lines: string[] = [];
  const log = createLog('debug', secrets, { write: (line) => lines.push(line) });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '') as Record<string, unknown> };
}

/** Every text of a line, as whoever reads it sees it. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...textsOf(inner)]);
}

/** Ways in which libraries, servers and addresses write what they were given. */
const FORMS: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  encoded: encodeURIComponent,
  'encoded in lower case': (secret) =>
    encodeURIComponent(secret).replace(/%../g, (one) => one.toLowerCase()),
  'encoded twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  'as a form': (secret) => new URLSearchParams({ a: secret }).toString().slice(2),
  'as JSON': (secret) => JSON.stringify(secret),
  'as JSON in JSON': (secret) => JSON.stringify(JSON.stringify({ a: secret })),
  base64: (secret) => Buffer.from(secret).toString('base64'),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
};

/** Where a text may turn up in what is logged. */
const PLACES: Readonly<Record<string, (text: string) => object>> = {
  field: (text) => ({ detail: text }),
  'part of a field': (text) => ({ detail: `before ${text} after` }),
  address: (text) => ({ url: `https://api.example.com/x?a=${text}&b=1` }),
  'deep field': (text) => ({ one: { two: [{ three: text }] } }),
  name: (text) => ({ [text]: 1 }),
  message: (text) => ({ err: new Error(`refused: ${text}`) }),
  cause: (text) => ({ err: new Error('outer', { cause: new TypeError(`inner ${text}`) }) }),
  several: (text) => ({ err: new AggregateError([new Error(text)], 'all failed') }),
  params: (text) => ({ err: new AppError('channel_refused', { channel: 'x', detail: text }) }),
  property: (text) => ({ err: Object.assign(new Error('failed'), { address: text }) }),
  'another name': (text) => ({ reason: new Error(text) }),
  thrown: (text) => ({ err: text }),
};

describe('a known secret', () => {
  const characters = fc.oneof(
    { weight: 4, arbitrary: fc.string({ unit: 'binary', minLength: 8, maxLength: 60 }) },
    { weight: 4, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 60 }) },
    { weight: 1, arbitrary: fc.base64String({ minLength: 12, maxLength: 60 }) },
  );
  // What is well-formed, as a setting of an environment is; and no piece of the texts around it.
  const secrets = characters.filter(
    (one) => one.isWellFormed() && !JSON.stringify(FRAME).includes(one) && /[^\s]{6}/.test(one),
  );

  it('never comes out, whatever it holds, wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.array(secrets, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...Object.keys(FORMS)),
        fc.constantFrom(...Object.keys(PLACES)),
        (all, form, place) => {
          const { log, lines, last } = logOf(all);
          for (const secret of all) {
            const written = FORMS[form]?.(secret) ?? secret;
            log.error(PLACES[place]?.(written) ?? {}, 'static words');
            // One line, and still JSON.
            expect(lines.at(-1)).toMatch(/^[^\n]*\n$/);
            for (const text of textsOf(last())) {
              expect(text).not.toContain(secret);
              expect(text).not.toContain(written);
            }
          }
        },
      ),
      { numRuns: 250, seed: 7 },
    );
  });

  it('is blotted out, and the words around it stay', () => {
    const { log, last } = logOf(['s3cret/with "odd" +things']);
    log.info(
      { detail: 'a s3cret/with "odd" +things b', at: 'S%3D s3cret%2Fwith%20%22odd%22%20%2Bthings' },
      'x',
    );
    expect(last()).toMatchObject({ detail: 'a [secret] b', at: 'S%3D [secret]', msg: 'x' });
  });

  it('that is short is blotted out where it stands alone, not inside words', () => {
    const { log, last } = logOf(['abc', '']);
    log.info({ detail: 'token abc, abcdef and x-abc: key=abc' }, 'alphabet abcd');
    expect(last()).toMatchObject({
      detail: 'token [secret], abcdef and x-[secret]: key=[secret]',
      msg: 'alphabet abcd',
    });
  });

  it('that begins another leaves nothing of the longer one', () => {
    const { log, lines } = logOf(['first-half', 'first-half-and-second']);
    log.info({ detail: 'first-half-and-second first-half' }, 'x');
    expect(lines[0]).toContain('"[secret] [secret]"');
  });
});

const FRAME = ['static words', 'before after', 'https://api.example.com/x?a=&b=1', import.meta.url];

describe('what has the shape of a secret', () => {
  const HIDDEN = 'Zq83-hidden_Value.91';
  test.each([
    ['an access token in an address', `GET https://x.cn/a?access_token=${HIDDEN}&begin=1`],
    ['a token in an encoded address', `to=https%3A%2F%2Fx%3Faccess_token%3D${HIDDEN}%26b`],
    ['a form', `grant_type=client_credential&client_secret=${HIDDEN}&scope=x`],
    ['an answer', `{"access_token":"${HIDDEN}","expires_in":7200}`],
    ['an answer as JSON in JSON', JSON.stringify(JSON.stringify({ access_token: HIDDEN }))],
    ['a bearer', `authorization: Bearer ${HIDDEN}`],
    ['a bearer alone', `Bearer ${HIDDEN} was refused`],
    ['a header as JSON', `{"Authorization":"Token ${HIDDEN}"}`],
    ['basic credentials', `Basic ${Buffer.from(`user:${HIDDEN}`).toString('base64')}`],
    ['a Slack bot token', 'invalid_auth for xoxb-2345-6789-AbCdEfHidden'],
    ['a Slack app token', 'xapp-1-A0123-456-abcdefHidden'],
    ['a signed webhook', `https://prod.logic.azure.com/workflows/1?sp=x&sig=${HIDDEN}`],
    ['a response URL of Slack', 'https://hooks.slack.com/commands/T01/23/HiddenValue'],
    ['a Socket Mode ticket', `wss://wss.slack.com/link/?ticket=${HIDDEN}&app=1`],
    ['a database’s password', `postgres://bot:${HIDDEN}@db.example:5432/retention`],
    ['a database’s odd password', `postgresql://bot:p/w@${HIDDEN}@db.example/retention`],
    ['a proxy’s password', `http://user:${HIDDEN}@proxy.example:3128`],
    ['a JSON web token', `eyJhbGciOiJIUzI1NiJ9.eyJIidden91Value.${HIDDEN}`],
  ])('%s comes out without it', (_, text) => {
    const { log, lines } = logOf([]);
    log.warn({ detail: text, err: new Error(text, { cause: new Error(text) }) }, 'x');
    expect(lines[0]).not.toMatch(/hidden/i);
    expect(lines[0]).not.toContain(Buffer.from(`user:${HIDDEN}`).toString('base64'));
    expect(lines[0]).toContain('[secret]');
  });

  test('a field named like one is hidden, at any depth', () => {
    const { log, lines } = logOf([]);
    const inner = {
      Authorization: 'x-value',
      cookie: 'y-value',
      appSecret: 'z-value',
      token: 'w-value',
    };
    log.info({ a: { b: inner }, headers: { any: 'h-value' }, password: 'p-value' }, 'x');
    expect(lines[0]).not.toMatch(/[hzwpxy]-value/);
    expect(lines[0]).toContain('[hidden]');
  });

  test.each([
    'Basic Information of the app',
    'Access token: granted',
    'the bearer of news',
    'https://example.com:8080/a@b?day=2026-11-22',
    '40001 invalid credential, access_token is invalid or not latest rid: 6a1f-22',
    'day 09:30 Asia/Shanghai',
  ])('ordinary words stay: %s', (text) => {
    const { log, last } = logOf(['some-secret']);
    log.info({ detail: text }, 'x');
    expect(last()['detail']).toBe(text);
  });
});

describe('an error', () => {
  it('is told with its code, its stack and its causes', () => {
    const { log, last } = logOf([]);
    const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED', port: 443 });
    const error = new AppError('slack_unreachable', { detail: 'x' }, { cause });
    log.error({ err: error }, 'not posted');
    expect(last()).toMatchObject({
      err: {
        type: 'AppError',
        code: 'slack_unreachable',
        params: { detail: 'x' },
        stack: expect.stringContaining('log.test.ts'),
        cause: { type: 'Error', message: 'connect', code: 'ECONNREFUSED', port: 443 },
      },
    });
  });

  it('is told without the request that failed, in the causes as well', () => {
    const request = { headers: { 'x-api': 'h-value' }, body: 'b-value' };
    const inner = Object.assign(new Error('inner'), { config: request, response: request });
    const { log, lines } = logOf([]);
    log.error(
      { err: Object.assign(new Error('outer', { cause: inner }), { request, original: inner }) },
      'x',
    );
    expect(lines[0]).toContain('inner');
    expect(lines[0]).not.toMatch(/[hb]-value/);
  });

  it('whose causes go round in a circle ends', () => {
    const one = new Error('one');
    one.cause = new Error('two', { cause: one });
    const { log, lines } = logOf([]);
    log.error({ err: one }, 'x');
    expect(lines[0]?.length).toBeLessThan(10_000);
  });

  it('that is none is told as what it is', () => {
    const { log, last } = logOf([]);
    log.error({ err: 'a text' }, 'x');
    expect(last()['err']).toBe('a text');
    log.error({ err: undefined }, 'x');
    expect(last()['msg']).toBe('x');
  });
});

it('says nothing below its level', () => {
  const lines: string[] = [];
  const log = createLog('warn', [], { write: (line) => lines.push(line) });
  log.info({}, 'quiet');
  log.warn({}, 'loud');
  expect(lines).toHaveLength(1);
});
