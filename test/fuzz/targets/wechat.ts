/** What WeChat answers, over every transport of HTTP: a snapshot that holds together, or an error somebody can act on. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { SEGMENTS, type Snapshot } from '../../../src/core/cohort.ts';
import type { AppError } from '../../../src/core/errors.ts';
import { OFFSETS, type Period, periodOf } from '../../../src/core/period.ts';
import type { Access } from '../../../src/ports/access.ts';
import { openMiniProgram } from '../../doubles/mini-program.ts';
import { editedBody, editedJson } from '../mutations.ts';
import { type FuzzTarget, must, mustBeClear, opened } from '../target.ts';
import { APP, quickClock, SECRET, silent } from './wechat-wire.ts';

const FIXTURES = new URL('../../fixtures/wechat/', import.meta.url);
const answers = readdirSync(FIXTURES)
  .filter((name) => name.endsWith('.json'))
  .map((name) => [name, JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8'))] as const);
const fixture = fc.constantFrom<unknown>(...answers.map(([, json]) => json));
export const figures = fc.constantFrom<unknown>(
  ...answers.filter(([name]) => /daily|weekly|monthly/.test(name)).map(([, json]) => json),
);

export const PERIODS: readonly Period[] = [
  periodOf('day', '2017-03-13'),
  periodOf('week', '2017-03-06'),
  periodOf('month', '2017-02-01'),
];
const ACCESS: readonly Access[] = [
  { transport: 'https', token: { secret: SECRET } },
  { transport: 'cloud-run' },
  {
    transport: 'cloud-function',
    token: { secret: SECRET },
    cloudEnv: 'prod-1',
    cloudFunction: 'retention',
  },
];

const answer = fc.record({
  status: fc.oneof(
    { weight: 6, arbitrary: fc.constant(200) },
    { weight: 1, arbitrary: fc.constantFrom(201, 302, 400, 401, 404, 429, 500, 502, 503) },
  ),
  body: fc.oneof(
    { weight: 3, arbitrary: editedBody(figures, 2) },
    { weight: 1, arbitrary: editedBody(fixture) },
    // As a function in the cloud returns it, inside the gateway's own answer.
    {
      weight: 2,
      arbitrary: editedBody(
        editedJson(figures, 2).map((json) => ({
          errcode: 0,
          errmsg: 'ok',
          resp_data: JSON.stringify(json) ?? '',
        })),
        1,
      ),
    },
  ),
});

const input = fc.record({
  access: fc.constantFrom(...ACCESS),
  period: fc.constantFrom(...PERIODS),
  missingSize: fc.constantFrom('none' as const, 'visit-trend' as const),
  // The last one is repeated for as long as WeChat is asked.
  answers: fc.array(answer, { minLength: 1, maxLength: 3 }),
});

export const wechat: FuzzTarget = {
  name: 'WeChat answers',
  sample: 500,
  atOnce: 1,
  open: async () =>
    opened(input, async ({ access, period, missingSize, answers: given }) => {
      let asked = 0;
      const fetch = async (url: string | URL | Request) => {
        if (String(url).includes('/cgi-bin/stable_token'))
          return Response.json({ access_token: `token ${asked}`, expires_in: 7200 });
        const { status, body } = given[Math.min(asked, given.length - 1)] as (typeof given)[0];
        asked += 1;
        return new Response(body, { status });
      };
      const { source } = openMiniProgram({
        ...{ app: APP, secret: SECRET, access, missingSize, fetch },
        ...{ baseUrl: 'http://wechat.example.com', clock: quickClock(), log: silent },
      });
      try {
        mustHold(await source.fetch(period, new AbortController().signal), period);
      } catch (error) {
        mustBeClear(error, given.map(({ body }) => body).join(' '));
        const told = JSON.stringify((error as AppError).params);
        must(!told.includes(SECRET), 'the error repeats the AppSecret');
      }
      must(asked <= 40, `asked ${asked} times`);
    }),
};

export function mustHold({ period, counts, raw, trend }: Snapshot, about: Period): void {
  must(period === about, 'a snapshot of another period');
  must(typeof JSON.parse(raw) === 'object', 'raw is no JSON object');
  for (const segment of SEGMENTS)
    for (const [offset, people] of counts[segment]) {
      must(OFFSETS[about.grain].includes(offset), `offset ${offset}`);
      must(Number.isSafeInteger(people) && people >= 0, `${people} people`);
    }
  for (const size of Object.values(trend?.sizes ?? {}))
    must(Number.isSafeInteger(size) && size > 0, `a size of ${size}`);
}
