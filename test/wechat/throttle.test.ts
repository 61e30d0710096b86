/** Requests in flight and a second, counted by those who make them. */
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { throttle } from '../../src/wechat/throttle.ts';
import { rejection } from '../contracts/retention-source.ts';
import { UNLIMITED } from '../doubles/mini-program.ts';

const signal = new AbortController().signal;

/** Requests that stay open until they are let go. */
function openRequests() {
  const open: { app: string; end: () => void; fail: (error: Error) => void }[] = [];
  const most = { all: 0, app: 0 };
  const request = (app: string) => () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const one = { app, end: resolve, fail: reject };
    open.push(one);
    most.all = Math.max(most.all, open.length);
    most.app = Math.max(most.app, open.filter((other) => other.app === app).length);
    return promise.finally(() => open.splice(open.indexOf(one), 1));
  };
  return { open, most, request };
}

async function drain(open: { end: () => void }[], work: Promise<unknown>[]): Promise<void> {
  let isOver = false;
  const over = Promise.all(work).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    open[0]?.end();
    await setImmediate();
  }
  await over;
}

describe('the throttle', () => {
  it('lets two requests of an app and 32 of all be under way', async () => {
    const lane = throttle({ ...UNLIMITED, inFlight: 32, inFlightPerApp: 2 });
    const { open, most, request } = openRequests();
    const work = Array.from({ length: 100 }, lane).flatMap((run, app) =>
      Array.from({ length: 5 }, () => run(request(`wx${app}`), signal)),
    );
    await setImmediate();
    expect(open).toHaveLength(32);
    await drain(open, work);
    expect(most).toEqual({ all: 32, app: 2 });
  });

  it('takes the apps in turn: one with a thousand questions leaves room for another', async () => {
    const lane = throttle({ ...UNLIMITED, inFlight: 2, inFlightPerApp: 2 });
    const { open, request } = openRequests();
    const [busy, calm] = [lane(), lane()];
    const many = Array.from({ length: 1000 }, () => busy(request('busy'), signal));
    const one = calm(request('calm'), signal);
    await setImmediate();
    open[0]?.end();
    await setImmediate();
    open[0]?.end();
    await setImmediate();
    expect(open.map(({ app }) => app)).toContain('calm');
    await drain(open, [...many, one]);
  });

  it('puts an app whose requests hang behind the others', async () => {
    const lane = throttle({ ...UNLIMITED, inFlight: 1, inFlightPerApp: 2 });
    const { open, request } = openRequests();
    const [hanging, well] = [lane(), lane()];
    const lost = hanging(request('hanging'), signal);
    open[0]?.fail(new AppError('wechat_unreachable', { app: 'hanging', detail: 'timeout' }));
    await rejection(lost);
    const first = well(request('well'), signal);
    const work = [hanging(request('hanging'), signal), well(request('well'), signal)];
    open[0]?.end();
    await first;
    await setImmediate();
    expect(open.map(({ app }) => app)).toEqual(['well']);
    await drain(open, work);
  });

  it('begins no more than so many in any second', async () => {
    const lane = throttle({ ...UNLIMITED, perSecondPerApp: 10, perSecond: 25 });
    const begun: { app: number; at: number }[] = [];
    const work = [0, 1, 2].map(lane).flatMap((run, app) =>
      Array.from({ length: 12 }, () =>
        run(async () => {
          begun.push({ app, at: performance.now() });
        }, signal),
      ),
    );
    await Promise.all(work);
    expect(begun).toHaveLength(36);
    const most = (times: readonly number[]) =>
      Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 990).length));
    for (const app of [0, 1, 2])
      expect(most(begun.filter((one) => one.app === app).map(({ at }) => at))).toBeLessThanOrEqual(
        10,
      );
    expect(most(begun.map(({ at }) => at))).toBeLessThanOrEqual(25);
  });

  it('leaves other processes their share, as many as there are at the moment', async () => {
    let processes = 4;
    const lane = throttle({ ...UNLIMITED, inFlight: 32, inFlightPerApp: 8 }, () => processes);
    const share = async () => {
      const { open, most, request } = openRequests();
      const work = Array.from({ length: 10 }, (_, app) => `${app}`).flatMap((app) => {
        const run = lane();
        return Array.from({ length: 10 }, () => run(request(app), signal));
      });
      await drain(open, work);
      return most;
    };
    expect(await share()).toEqual({ all: 8, app: 2 });
    processes = 1;
    expect(await share()).toEqual({ all: 32, app: 8 });
    processes = 100;
    expect(await share()).toEqual({ all: 1, app: 1 });
  });

  it('forgets a request that is aborted before its turn', async () => {
    const lane = throttle({ ...UNLIMITED, inFlight: 1, inFlightPerApp: 1 });
    const { open, request } = openRequests();
    const run = lane();
    const first = run(request('one'), signal);
    const stop = new AbortController();
    const second = rejection(run(request('two'), stop.signal));
    const elsewhere = rejection(lane()(request('three'), stop.signal));
    stop.abort();
    expect([(await second).code, (await elsewhere).code]).toEqual(['aborted', 'aborted']);
    expect(open.map(({ app }) => app)).toEqual(['one']);
    await drain(open, [first]);
  });

  it('hands on what a request fails with', async () => {
    const run = throttle(UNLIMITED)();
    await expect(run(() => Promise.reject(new Error('as it was')), signal)).rejects.toThrow(
      'as it was',
    );
  });
});
