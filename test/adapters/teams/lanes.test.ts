/** What one Teams conversation is asked to take, in order and at its rate. */
import { describe, expect, it } from 'vitest';
import type { Connector, Place } from '../../../adapters/teams/connector.ts';
import { inLanes } from '../../../adapters/teams/lanes.ts';
import { activityOf } from '../../../adapters/teams/limits.ts';
import { render } from '../../../adapters/teams/render.ts';
import { ChannelError } from '../../../src/core/errors.ts';
import type { Clock } from '../../../src/ports/runtime.ts';
import { helpDigest } from '../../doubles/digests.ts';

const signal = new AbortController().signal;
const ACTIVITY = activityOf(render(helpDigest()));

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

const later = (retryAfterMs?: number) =>
  new ChannelError(
    'later',
    'channel_busy',
    { channel: 'growth', detail: '429' },
    retryAfterMs === undefined ? {} : { retryAfterMs },
  );
const unknown = () =>
  new ChannelError('unknown', 'channel_unclear', { channel: 'growth', detail: 'ECONNRESET' });
const barred = () =>
  new ChannelError('rejected', 'teams_blocked', { channel: 'growth', detail: 'HTTP 403' });

function placeOf(id: string, { tenant = 'tenant', thread = '' } = {}): Place {
  const serviceUrl = 'https://smba.trafficmanager.net/teams/';
  const address = {
    channelId: 'msteams',
    serviceUrl,
    conversationId: id,
    tenantId: tenant,
    botId: '28:bot',
  } as const;
  return { address, conversation: `${id}${thread}`, channel: id };
}

function rig(random = () => 0, replicas = () => 1) {
  const clock = handClock();
  const done: string[] = [];
  /** What the next calls meet, by conversation. */
  const script = new Map<string, (Error | Promise<never>)[]>();
  const call = async ({ conversation }: Place, what: string) => {
    const next = script.get(conversation)?.shift();
    if (next) done.push(`${conversation} refused`);
    if (next instanceof Error) throw next;
    await next;
    done.push(`${conversation} ${what}`);
    return what;
  };
  const connector: Connector = {
    post: (place) => call(place, 'post'),
    edit: async (place) => void (await call(place, 'edit')),
    whisper: async (place) => void (await call(place, 'whisper')),
    type: async (place) => void (await call(place, 'typing')),
    token: async () => {},
  };
  const lanes = inLanes(connector, { clock, random, replicas });
  return {
    clock,
    done,
    meet: (id: string, ...next: (Error | Promise<never>)[]) => void script.set(id, next),
    post: (place: Place | string, stop = signal) =>
      lanes.post(typeof place === 'string' ? placeOf(place) : place, ACTIVITY, stop),
    edit: (id: string) => lanes.edit(placeOf(id), '1', ACTIVITY, signal),
    type: (id: string) => lanes.type(placeOf(id), signal),
  };
}

const times = <T>(count: number, work: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => work(index));

describe('a lane', () => {
  it('takes seven in a second, eight in two', async () => {
    const { clock, done, post } = rig();
    const all = times(9, () => post('a'));
    await clock.forward(0);
    expect(done).toHaveLength(7);
    await clock.forward(999);
    expect(done).toHaveLength(7);
    await clock.forward(1);
    expect(done).toHaveLength(8);
    await clock.forward(1000);
    await Promise.all(all);
    expect(done).toHaveLength(9);
  });

  it('takes sixty in half a minute', async () => {
    const { clock, done, post } = rig();
    const all = times(61, () => post('a'));
    for (let second = 0; second < 29; second += 1) await clock.forward(1000);
    await clock.forward(999);
    expect(done).toHaveLength(60);
    await clock.forward(1);
    await Promise.all(all);
  });

  it('takes its share alone while other processes post, too', async () => {
    let processes = 2;
    const { clock, done, post } = rig(undefined, () => processes);
    const all = times(12, () => post('a'));
    await clock.forward(0);
    expect(done).toHaveLength(3);
    await clock.forward(1000);
    expect(done).toHaveLength(4);
    processes = 1;
    await clock.forward(1000);
    await clock.forward(2000);
    await Promise.all(all);
    expect(done).toHaveLength(12);
  });

  it('never begins more than Teams takes, in any window', async () => {
    const { clock, post } = rig();
    const begun: number[] = [];
    const all = times(130, () => post('a').then(() => void begun.push(clock.now().getTime())));
    for (let tenth = 0; tenth < 700; tenth += 1) await clock.forward(100);
    await Promise.all(all);
    for (const [most, ms] of [
      [7, 1000],
      [8, 2000],
      [60, 30_000],
    ] as const)
      for (const from of begun)
        expect(begun.filter((at) => from <= at && at < from + ms).length).toBeLessThanOrEqual(most);
  });

  it('leaves it to the caller when the hour’s are spent', async () => {
    const { clock, done, post } = rig();
    for (let index = 0; index < 1800; index += 1) {
      await clock.forward(1000);
      await post('a');
    }
    const error = await post('a').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ outcome: 'later', code: 'channel_busy' });
    expect((error as ChannelError).retryAfterMs).toBe(3_600_000 - 1799 * 1000);
    expect(done).toHaveLength(1800);
  });

  it('counts edits and typing as well, and a thread as its chat', async () => {
    const { clock, done, post, edit, type } = rig();
    await Promise.all([...times(3, () => edit('a')), type('a')]);
    await Promise.all(times(2, () => post(placeOf('a', { thread: ';messageid=1' }))));
    await post('a');
    const next = post('a');
    await clock.forward(999);
    expect(done).toHaveLength(7);
    await clock.forward(1);
    await next;
  });

  it('takes thirty of a tenant in a second, over all its conversations, and others beside them', async () => {
    const { clock, done, post } = rig();
    const all = times(40, (index) => post(`chat ${index}`));
    await clock.forward(0);
    expect(done).toHaveLength(30);
    await post(placeOf('elsewhere', { tenant: 'another' }));
    await clock.forward(1000);
    await Promise.all(all);
    expect(done).toHaveLength(41);
  });

  it('counts typing in the tenant as well', async () => {
    const { clock, done, post, type } = rig();
    await Promise.all(times(30, (index) => type(`chat ${index}`)));
    const next = post('another');
    await clock.forward(999);
    expect(done).toHaveLength(30);
    await clock.forward(1);
    await next;
  });

  it('lets no conversation wait for one that hangs or is refused', async () => {
    const { clock, done, meet, post } = rig();
    meet('silent', new Promise<never>(() => {}));
    meet('busy', later(30_000));
    void post('silent');
    const busy = post('busy');
    await clock.forward(0);
    await post('other');
    expect(done).toContain('other post');
    await clock.forward(30_000);
    await busy;
  });

  it('waits as long as Teams asks, then tries again before those behind', async () => {
    const { clock, done, meet, post } = rig();
    meet('a', later(30_000));
    const all = [post('a'), post('a')];
    await clock.forward(29_999);
    expect(done).toEqual(['a refused']);
    await clock.forward(1);
    await Promise.all(all);
    expect(done).toEqual(['a refused', 'a post', 'a post']);
  });

  it.each([
    [0, [1000, 2000, 4000, 8000, 10_000]],
    [0.5, [1500, 3000, 6000, 12_000, 15_000]],
  ])('waits ever longer where Teams names no time, by chance %d', async (chance, waits) => {
    const { clock, done, meet, post } = rig(() => chance);
    const error = later();
    meet('a', ...times(9, () => error));
    const refused = post('a').catch((reason: unknown) => reason);
    await clock.forward(0);
    for (const [index, wait] of waits.entries()) {
      await clock.forward(wait - 1);
      expect(done).toHaveLength(index + 1);
      await clock.forward(1);
      expect(done).toHaveLength(index + 2);
    }
    expect(await refused).toBe(error);
  });

  it('leaves a long wait to the caller, and asks Teams nothing meanwhile', async () => {
    const { clock, done, meet, post } = rig();
    meet('a', later(90_000));
    await expect(post('a')).rejects.toMatchObject({ retryAfterMs: 90_000 });
    await clock.forward(10_000);
    await expect(post('a')).rejects.toMatchObject({
      outcome: 'later',
      code: 'channel_busy',
      retryAfterMs: 80_000,
    });
    expect(done).toEqual(['a refused']);
    await clock.forward(80_000);
    await post('a');
  });

  it('waits no longer because the clock was set back', async () => {
    const { clock, meet, post } = rig();
    meet('a', later(90_000));
    await expect(post('a')).rejects.toThrow();
    await times(7, () => post('b')).at(-1);
    await clock.forward(-86_400_000);
    await post('a');
    const next = post('b');
    await clock.forward(1000);
    await next;
  });

  it('posts nothing again that may stand there, but makes an edit again', async () => {
    const { clock, done, meet, post, edit } = rig();
    const error = unknown();
    meet('a', error);
    await expect(post('a')).rejects.toBe(error);
    meet('a', unknown(), later());
    const edited = edit('a');
    await clock.forward(1000);
    await clock.forward(2000);
    await edited;
    expect(done).toEqual(['a refused', 'a refused', 'a refused', 'a edit']);
  });

  it('gives up those who wait for a chat that refuses everything, and nobody later', async () => {
    const { done, meet, post } = rig();
    const error = barred();
    meet('a', error);
    const [refused, behind] = [post('a'), post('a')];
    await expect(refused).rejects.toBe(error);
    await expect(behind).rejects.toBe(error);
    await post('a');
    expect(done).toEqual(['a refused', 'a post']);
  });

  it('frees the place of who is told to stop, whether waiting for others or for Teams', async () => {
    const { clock, done, meet, post } = rig();
    const stop = new AbortController();
    meet('a', later(30_000));
    const [first, second] = [post('a', stop.signal), post('a', stop.signal)];
    const behind = post('a');
    await clock.forward(0);
    stop.abort();
    await expect(first).rejects.toMatchObject({ outcome: 'later', code: 'aborted' });
    await expect(second).rejects.toMatchObject({ outcome: 'later', code: 'aborted' });
    await clock.forward(30_000);
    await behind;
    expect(done).toEqual(['a refused', 'a post']);
  });

  it('takes a tenant’s place from who is told to stop', async () => {
    const { clock, done, post } = rig();
    await Promise.all(times(30, (index) => post(`chat ${index}`)));
    const stop = new AbortController();
    const left = post('left', stop.signal);
    const next = post('next');
    await clock.forward(500);
    stop.abort();
    await expect(left).rejects.toMatchObject({ outcome: 'later', code: 'aborted' });
    await clock.forward(500);
    await next;
    expect(done).toHaveLength(31);
  });
});
