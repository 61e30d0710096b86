/** What one Slack channel is asked to take, in order and at its rate. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { lanesOf } from '../../../adapters/slack/lanes.ts';
import { ChannelError } from '../../../src/core/errors.ts';
import { loopTurn } from '../../../src/core/loop-turn.ts';
import type { Clock } from '../../../src/ports/runtime.ts';
import type { TurnBook } from '../../../src/ports/shared-stores.ts';
import { keptLog, type LogLine } from '../../doubles/host.ts';
import { SHARED_DATABASES } from '../../doubles/processes.ts';

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
      // After all that were woken.
      await loopTurn();
      await new Promise(setImmediate);
    },
  };
}

const limited = (retryAfterMs: number) =>
  new ChannelError('later', 'channel_busy', { channel: 'growth', detail: '429' }, { retryAfterMs });
const barred = () => new ChannelError('rejected', 'slack_not_in_channel', { channel: 'growth' });

type Turns = Pick<TurnBook, 'next' | 'hold'>;

const NO_TURNS: Turns = {
  next: () => Promise.reject(new Error('connection refused')),
  hold: () => Promise.reject(new Error('connection refused')),
};

function rig({ clock = handClock(), turns = NO_TURNS } = {}) {
  const log: LogLine[] = [];
  const host = { clock, turns, log: keptLog(log) };
  const lanesById = lanesOf();
  const lanes = (id: string) => lanesById({ id, name: 'growth' }, host);
  const done: string[] = [];
  const say = (channel: string, what: string, stop = signal) =>
    lanes(channel)(async () => void done.push(what), stop);
  const fail = (channel: string, ...errors: Error[]) =>
    lanes(channel)(async () => {
      const error = errors.shift();
      if (error) throw error;
      done.push('tried again');
    }, signal);
  return { clock, done, log, say, fail };
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

  it('waits no longer because the clock was set back', async () => {
    const { clock, done, say, fail } = rig();
    await clock.forward(24 * 3_600_000);
    await say('C1', 'a');
    await clock.forward(-2 * 3_600_000);
    await say('C1', 'b');
    const next = say('C1', 'c');
    await clock.forward(999);
    expect(done).toEqual(['a', 'b']);
    await clock.forward(1);
    await next;
    await expect(fail('C2', limited(90_000))).rejects.toMatchObject({ outcome: 'later' });
    await clock.forward(-3_600_000);
    await say('C2', 'd');
    expect(done).toEqual(['a', 'b', 'c', 'd']);
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

/** Two processes in front of one database, whose clocks are one. */
async function twoProcesses() {
  const processes = await (SHARED_DATABASES['SQLite'] as (typeof SHARED_DATABASES)[string])();
  onTestFinished(() => processes.close());
  const clock = handClock();
  const [one, two] = (await processes.open(2)).map(({ turns }) => rig({ clock, turns }));
  if (!one || !two) throw new Error('no processes');
  /** Moves on by tenths of a second, until it is over. */
  const over = async (work: Promise<unknown>) => {
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    work.then(end, end);
    while (!isOver) await clock.forward(100);
    return work;
  };
  return { clock, one, two, over };
}

describe('the lanes of two processes', () => {
  it('take one a second together, whoever of them posts', async () => {
    const { clock, one, two, over } = await twoProcesses();
    const begun: number[] = [];
    const say = ({ say: post }: typeof one, what: string) =>
      post('C1', what).then(() => void begun.push(clock.now().getTime()));
    const names = ['a', 'b', 'c', 'd', 'e'];
    await over(Promise.all(names.flatMap((name) => [say(one, name), say(two, name)])));
    expect([...one.done, ...two.done]).toHaveLength(10);
    const gaps = begun.slice(1).map((at, index) => at - (begun[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
    // Nor is a turn lost: ten messages take nine seconds, and the tenths that the clock goes by.
    expect((begun.at(-1) ?? 0) - (begun[0] ?? 0)).toBeLessThanOrEqual(11_000);
    expect(one.done).toEqual(names);
    expect(two.done).toEqual(names);
  });

  it('wait together as long as Slack asked one of them to, in that channel alone', async () => {
    const { clock, one, two, over } = await twoProcesses();
    const began = clock.now().getTime();
    const held = one.fail('C1', limited(30_000));
    await clock.forward(0);
    await over(two.say('C2', 'elsewhere'));
    await over(Promise.all([held, two.say('C1', 'held, too')]));
    expect(clock.now().getTime() - began).toBeGreaterThanOrEqual(30_000);
    expect(one.done).toEqual(['tried again']);
    expect(two.done).toEqual(['elsewhere', 'held, too']);
  });

  it('leave a long wait to their callers, and lose no turns over it', async () => {
    const { clock, one, two, over } = await twoProcesses();
    await expect(over(one.fail('C1', limited(90_000)))).rejects.toMatchObject({ outcome: 'later' });
    const began = clock.now().getTime();
    for (let message = 0; message < 50; message += 1)
      await expect(over(two.say('C1', 'too soon'))).rejects.toMatchObject({
        outcome: 'later',
        code: 'channel_busy',
        params: { channel: 'growth' },
      });
    await clock.forward(began + 92_000 - clock.now().getTime());
    await over(two.say('C1', 'in time'));
    expect(clock.now().getTime() - began).toBeLessThan(96_000);
    expect(two.done).toEqual(['in time']);
  });

  it('keep the pace of each while the database is away, which is told once', async () => {
    const { clock, done, log, say } = rig();
    const all = [say('C1', 'a'), say('C1', 'b'), say('C1', 'c')];
    await clock.forward(0);
    await clock.forward(999);
    expect(done).toEqual(['a']);
    await clock.forward(1);
    await clock.forward(1000);
    await Promise.all(all);
    expect(done).toEqual(['a', 'b', 'c']);
    expect(log.map(({ message }) => message)).toEqual(['turns are not shared for now']);
  });
});
