/** Everything is closed, in reverse order, whatever some of it does. */
import { expect, test } from 'vitest';
import { closeAll } from '../src/closing.ts';
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
