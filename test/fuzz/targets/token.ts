/** Who hands out access tokens, WeChat or a server of the customer's: a token, or an error that names whose fault it is. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { AppError } from '../../../src/core/errors.ts';
import type { Access } from '../../../src/ports/access.ts';
import { openMiniProgram } from '../../doubles/mini-program.ts';
import { editedBody } from '../mutations.ts';
import { type FuzzTarget, must, mustBeClear, opened } from '../target.ts';
import { APP, quickClock, SECRET, silent } from './wechat-wire.ts';

const BEARER = 'bearer-of-the-token-server';
const KEY = 'long-key-in-the-address';
const ASKED_WITH = 'what it was asked with';
const ACCESS = [
  { transport: 'https', token: { secret: SECRET } },
  {
    transport: 'https',
    token: { tokenUrl: `https://tokens.example.com/{appid}?key=${KEY}`, tokenBearer: BEARER },
  },
] as const satisfies readonly Access[];

const json = (name: string) =>
  JSON.parse(
    readFileSync(new URL(`../../fixtures/wechat/${name}.json`, import.meta.url), 'utf8'),
  ) as unknown;
const granted = fc.constantFrom<unknown>(
  ...['doc-token-ok', 'doc-component-token-ok', 'doc-authorizer-token-ok'].map(json),
  ...['err-40001-token-rid-stable-hint', 'err-45009-stable-token', 'err-40164-ip'].map(json),
  // As a server may do that repeats what it was asked with.
  { errcode: 40001, errmsg: `invalid credential ${ASKED_WITH}` },
);

const input = fc.record({
  access: fc.constantFrom(...ACCESS),
  status: fc.constantFrom(200, 200, 200, 200, 302, 401, 404, 429, 500),
  body: editedBody(granted),
});

export const token: FuzzTarget = {
  name: 'token answers',
  sample: 500,
  atOnce: 1,
  open: async () =>
    opened(input, async ({ access, status, body }) => {
      const secrets = 'secret' in access.token ? [SECRET] : [BEARER, KEY];
      const repeated = body.replaceAll(ASKED_WITH, secrets.join(' '));
      const { checkup } = openMiniProgram({
        ...{ app: APP, secret: SECRET, access, baseUrl: 'http://wechat.example.com' },
        ...{
          clock: quickClock(),
          log: silent,
          fetch: async () => new Response(repeated, { status }),
        },
      });
      try {
        await checkup.token?.(new AbortController().signal);
        must(status < 300, `a token from HTTP ${status}`);
      } catch (error) {
        mustBeClear(error, body);
        const told = JSON.stringify((error as AppError).params);
        for (const secret of secrets) must(!told.includes(secret), `the error repeats ${secret}`);
      }
    }),
};
