/** What the pipeline counts: questions to WeChat by how they end, and how late newest figures come. */
import { afterEach, describe, expect, it } from 'vitest';
import { newestExpected } from '../../src/core/period.ts';
import { collect } from '../../src/pipeline/collect.ts';
import { NO_METER } from '../../src/ports/meter.ts';
import { openRig, type Rig, type RigOptions } from './rig.ts';

const MORNING = '2026-11-22T02:15:00Z';
const signal = new AbortController().signal;
const NOT_READY = { body: { errcode: 61503, errmsg: 'data not ready, please try later' } };

let rig: Rig;
afterEach(() => rig.close());

async function open(options: Partial<RigOptions> = {}) {
  const fetched: string[] = [];
  const late: [string, number][] = [];
  const meter = {
    ...NO_METER,
    fetch: (outcome: string) => void fetched.push(outcome),
    lateness: (grain: string, seconds: number) => void late.push([grain, seconds]),
  };
  rig = await openRig({ now: MORNING, program: { meter }, ...options });
  const [app] = rig.apps;
  if (!app) throw new Error('no app');
  return {
    fetched,
    late,
    run: (since: string) =>
      collect(
        app.source,
        newestExpected('day', rig.clock.now()),
        {
          snapshots: rig.stores.snapshots,
          clock: rig.clock,
          log: rig.bot.log,
          lateness: { meter, since: new Date(since) },
        },
        { window: 3, signal },
      ),
  };
}

describe('lateness', () => {
  it('is counted once, when the newest period comes, from 09:00 in Beijing', async () => {
    const { run, late } = await open();
    await run('2026-11-21T00:00:00Z');
    expect(late).toEqual([['day', 75 * 60]]);
    await run('2026-11-21T00:00:00Z');
    expect(late).toHaveLength(1);
  });

  it('is not told by a period that was ready before the bot was started', async () => {
    const { run, late } = await open();
    await run('2026-11-22T02:00:00Z');
    expect(late).toEqual([]);
  });

  it('is not told before the figures are there', async () => {
    const { run, late } = await open();
    rig.intercept((call) => (call.endpoint === 'stable_token' ? undefined : NOT_READY));
    expect(await run('2026-11-21T00:00:00Z')).toMatchObject({ state: 'not-ready' });
    expect(late).toEqual([]);
    rig.intercept(() => undefined);
    rig.clock.set('2026-11-22T04:00:00Z');
    await run('2026-11-21T00:00:00Z');
    expect(late).toEqual([['day', 3 * 3_600]]);
  });
});

describe('questions to WeChat', () => {
  it('count as answered, or by the code of the error', async () => {
    const { run, fetched } = await open();
    await run(MORNING);
    expect(fetched.length).toBeGreaterThan(0);
    expect(new Set(fetched)).toEqual(new Set(['answered']));
    const before = fetched.length;
    rig.clock.set('2026-11-23T02:15:00Z');
    rig.intercept((call) => (call.endpoint === 'stable_token' ? undefined : NOT_READY));
    await run(MORNING);
    expect(fetched.slice(before)).toEqual(['not_ready']);
  });

  it('count as malformed where the answer can’t be read', async () => {
    const { run, fetched } = await open();
    rig.intercept((call) =>
      call.endpoint === 'stable_token' ? undefined : { body: { visit_uv: 'none' } },
    );
    await run(MORNING);
    expect(fetched).toContain('wechat_malformed');
  });
});
