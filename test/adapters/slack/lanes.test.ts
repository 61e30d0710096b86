/** What one Slack channel is asked to take, in order and at its rate. */
import { describe, expect, it } from 'vitest';
import { lanesOf } from '../../../adapters/slack/lanes.ts';
import { ChannelError } from '../../../src/core/errors.ts';
import type { Clock } from '../../../src/ports/runtime.ts';

const signal = new AbortController().signal;

/** Stands still; whoever sleeps wakes when it is moved on. */
function handClock(): Clock & { forward(ms: number): Promise<void> } {
  let now = 1_000_000;
  const sleepers: { until: number; wake: () => void }[] = [];
  return {
    now: () => new Date(now),
    sleep: (ms, stop) =>
      new Promise((resolve, reject) => {
        sleepers.push({ until: now + ms, wake: resolve });
        stop.addEventListener('abort', () => reject(stop.reason));
      }),
    async forward(ms) {
      await new Promise(setImmediate);
      now += ms;
      for (const { until, wake } of sleepers) if (until <= now) wake();
      await new Promise(setImmediate);
    },
  };
}

const limited = (retryAfterMs: number) =>
  new ChannelError('later', 'channel_busy', { channel: 'growth', detail: '429' }, { retryAfterMs });
const barred = () => new ChannelError('rejected', 'slack_not_in_channel', { channel: 'growth' });

function rig() {
  const clock = handClock();
  const lanes = lanesOf();
  const done: string[] = [];
  const say = (channel: string, what: string, stop = signal) =>
    lanes(channel, clock)(async () => void done.push(what), stop);
  const fail = (channel: string, ...errors: Error[]) =>
    lanes(channel, clock)(async () => {
      const error = errors.shift();
      if (error) throw error;
      done.push('tried again');
    }, signal);
  return { clock, done, say, fail };
}

describe('a lane', () => {
  it('takes one a second, in order', async () => {
    const { clock, done, say } = rig();
    const all = [say('C1', 'a'), say('C1', 'b'), say('C1', 'c')];
    await clock.forward(0);
    expect(done).toEqual(['a']);
    await clock.forward(999);
    expect(done).toEqual(['a']);
    await clock.forward(1);
    expect(done).toEqual(['a', 'b']);
    await clock.forward(1000);
    await Promise.all(all);
    expect(done).toEqual(['a', 'b', 'c']);
  });

  it('waits as long as Slack asks, and tries again, while other channels go on', async () => {
    const { clock, done, say, fail } = rig();
    const held = [fail('C1', limited(30_000)), say('C1', 'behind')];
    await clock.forward(0);
    await say('C2', 'elsewhere');
    await clock.forward(29_999);
    expect(done).toEqual(['elsewhere']);
    await clock.forward(1);
    await clock.forward(1000);
    await Promise.all(held);
    expect(done).toEqual(['elsewhere', 'tried again', 'behind']);
  });

  it('leaves a long wait to the caller, and asks Slack nothing meanwhile', async () => {
    const { clock, done, say, fail } = rig();
    await expect(fail('C1', limited(90_000))).rejects.toMatchObject({ retryAfterMs: 90_000 });
    await clock.forward(10_000);
    await expect(say('C1', 'too soon')).rejects.toMatchObject({
      outcome: 'later',
      code: 'channel_busy',
      retryAfterMs: 80_000,
    });
    expect(done).toEqual([]);
    await clock.forward(80_000);
    await say('C1', 'in time');
    expect(done).toEqual(['in time']);
  });

  it('gives up those who wait for a channel that refuses everything, and nobody later', async () => {
    const { clock, done, say, fail } = rig();
    const error = barred();
    const refused = fail('C1', error);
    const behind = say('C1', 'behind');
    await expect(refused).rejects.toBe(error);
    await expect(behind).rejects.toBe(error);
    const next = say('C1', 'next');
    await clock.forward(1000);
    await next;
    expect(done).toEqual(['next']);
  });

  it('goes on after work that failed for itself', async () => {
    const { clock, done, say, fail } = rig();
    const failed = fail('C1', new Error('one message'));
    const behind = say('C1', 'behind');
    await expect(failed).rejects.toThrow('one message');
    await clock.forward(1000);
    await behind;
    expect(done).toEqual(['behind']);
  });

  it('frees the place of who is told to stop, whether waiting for others or for Slack', async () => {
    const { clock, done, say } = rig();
    const stop = new AbortController();
    await say('C1', 'a');
    const [first, second] = [say('C1', 'b', stop.signal), say('C1', 'c', stop.signal)];
    const behind = say('C1', 'd');
    await clock.forward(0);
    stop.abort();
    await expect(first).rejects.toMatchObject({ outcome: 'later', code: 'aborted' });
    await expect(second).rejects.toMatchObject({ outcome: 'later', code: 'aborted' });
    await clock.forward(1000);
    await behind;
    expect(done).toEqual(['a', 'd']);
  });
});
