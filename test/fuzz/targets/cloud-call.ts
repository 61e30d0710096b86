/** What a client of the cloud gives back or throws: a snapshot that holds together, or an error somebody can act on. */
import fc from 'fast-check';
import type { Cloud } from '../../../src/wechat/transports/cloud-call.ts';
import { openMiniProgram } from '../../doubles/mini-program.ts';
import { editedJson } from '../mutations.ts';
import { type FuzzTarget, mustBeClear, opened } from '../target.ts';
import { figures, mustHold, PERIODS } from './wechat.ts';
import { APP, quickClock, SECRET, silent } from './wechat-wire.ts';

const circle: { self?: unknown } = {};
circle.self = circle;
/** Beside errors: what JavaScript lets people throw, and what a field of an error may be. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    ...[undefined, null, '', 0, Number.NaN, 10n, circle, Object.create(null), new Error('gone')],
    ...[Symbol('gone'), () => 0, { buffer: new Uint8Array(2), errCode: 0 }, { toJSON: () => 1n }],
  ),
  fc.anything(),
);
const code = fc.constantFrom<unknown>(-1, 0, '0', 1, '45009', 45009, -501003, -1e21, ' ', true);
const fault = fc.record(
  { errCode: fc.oneof(code, odd), errMsg: fc.oneof(fc.string(), odd), message: fc.string() },
  { requiredKeys: [] },
);
const given = fc.record({
  isThrown: fc.boolean(),
  what: fc.oneof(
    { weight: 3, arbitrary: editedJson(figures, 2) },
    { weight: 3, arbitrary: fault },
    { weight: 1, arbitrary: odd },
  ),
});

const input = fc.record({
  period: fc.constantFrom(...PERIODS),
  missingSize: fc.constantFrom('none' as const, 'visit-trend' as const),
  // The last one is repeated for as long as the client is asked.
  answers: fc.array(given, { minLength: 1, maxLength: 3 }),
});

export const cloudCall: FuzzTarget = {
  name: 'Cloud call answers',
  sample: 500,
  atOnce: 1,
  open: async () =>
    opened(input, async ({ period, missingSize, answers }) => {
      let asked = 0;
      const answer = async () => {
        const { isThrown, what } = answers[
          Math.min(asked, answers.length - 1)
        ] as (typeof answers)[0];
        asked += 1;
        if (isThrown) throw what;
        return what;
      };
      const analysis: Cloud['openapi']['analysis'] = new Proxy({}, { get: () => answer });
      const { source } = openMiniProgram({
        ...{ app: APP, secret: SECRET, baseUrl: undefined, missingSize },
        ...{ access: { transport: 'cloud-call' }, cloud: { openapi: { analysis } } },
        ...{ clock: quickClock(), log: silent },
      });
      try {
        mustHold(await source.fetch(period, new AbortController().signal), period);
      } catch (error) {
        mustBeClear(error, answers.map(({ what }) => quoted(what)).join(' '));
      }
    }),
};

/** What an error may quote. */
function quoted(what: unknown): string {
  const { errMsg, errmsg } = (what ?? {}) as { errMsg?: unknown; errmsg?: unknown };
  return [errMsg, errmsg].filter((text) => typeof text === 'string').join(' ');
}
