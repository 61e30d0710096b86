/** Everything is closed, in reverse order, whatever some of it does. */
import { expect, test } from 'vitest';
import { closeAll, lastAnswers } from '../src/closing.ts';
import { keptLog, type LogLine } from './doubles/host.ts';

const never = () => new Promise<never>(() => undefined);

function opened(parts: Readonly<Record<string, () => unknown>>) {
  const begun: string[] = [];
  const closers = Object.entries(parts).map(([name, close]) => ({
    name,
    withinMs: 20,
    close() {
      begun.push(name);
      return close();
    },
  }));
  return { begun, closers };
}

test('one after the other, in reverse order', async () => {
  const ended: string[] = [];
  const slowly = (name: string) => async () => {
    await new Promise(setImmediate);
    ended.push(name);
  };
  const { begun, closers } = opened({ store: slowly('store'), chat: slowly('chat') });
  const log: LogLine[] = [];
  await closeAll(closers, keptLog(log));
  expect([begun, ended, log]).toEqual([['chat', 'store'], ['chat', 'store'], []]);
});

test('what fails or hangs is logged, and keeps none of the others', async () => {
  const { begun, closers } = opened({
    store: () => undefined,
    throwing: () => {
      throw new Error('at once');
    },
    rejecting: async () => {
      throw new Error('later');
    },
    hanging: never,
  });
  const log: LogLine[] = [];
  await closeAll(closers, keptLog(log));
  expect(begun).toEqual(['hanging', 'rejecting', 'throwing', 'store']);
  expect(log.map(({ fields }) => fields)).toMatchObject([
    { part: 'hanging', late: true },
    { part: 'rejecting', err: { message: 'later' } },
    { part: 'throwing', err: { message: 'at once' } },
  ]);
});

test('when all time is over the rest is still begun', async () => {
  const { begun, closers } = opened({ store: never, server: never, chat: never });
  const log: LogLine[] = [];
  await closeAll(
    closers.map((one) => ({ ...one, withinMs: 60_000 })),
    keptLog(log),
    20,
  );
  expect(begun).toEqual(['chat', 'server', 'store']);
  expect(log).toHaveLength(3);
});

/** How often it waited before it stopped listening; each wait brings as many questions as told. */
async function waitsOf(isShared: boolean | 'silent', questions: (wait: number) => number) {
  let [asked, waits, stoppedAfter] = [0, 0, -1];
  const [ending, asking] = [new AbortController(), Promise.withResolvers<boolean>()];
  if (isShared !== 'silent') asking.resolve(isShared);
  const last = lastAnswers({
    server: {
      asked: () => asked,
      stopListening() {
        stoppedAfter = waits;
      },
    },
    answers: new AbortController(),
    isShared: () => asking.promise,
    ending: ending.signal,
    clock: {
      async sleep() {
        asked += questions(waits);
        waits += 1;
      },
    },
  });
  ending.abort();
  await last.close();
  return stoppedAfter;
}

// The first wait is for the database, beside the question.
test.each([
  ['at once where nobody else would answer', false, () => 1, 1],
  ['once nobody asks any more where others answer', true, (wait: number) => (wait < 4 ? 7 : 0), 5],
  ['in the end where somebody never hears of it', true, () => 1, 7],
  ['as if others answered where the database says nothing', 'silent', () => 1, 7],
] as const)('no more questions are taken %s', async (_, isShared, questions, waits) => {
  expect(await waitsOf(isShared, questions)).toBe(waits);
});

test('the others are asked from the first moment of the end on, beside the work under way', async () => {
  const ending = new AbortController();
  const begun = Promise.withResolvers<void>();
  lastAnswers({
    server: { asked: () => 0, stopListening: () => undefined },
    answers: new AbortController(),
    isShared: async () => {
      begun.resolve();
      return false;
    },
    ending: ending.signal,
    clock: { sleep: async () => undefined },
  });
  ending.abort();
  await begun.promise;
});
