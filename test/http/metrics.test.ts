/** /metrics over real HTTP: what is counted, what is looked up, who may read it, and what happens when a look fails. */
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { type PromMeter, promMeter } from '../../src/http/meter.ts';
import { metricsRoute } from '../../src/http/metrics.ts';
import { type HttpServer, httpServer } from '../../src/http/server.ts';
import type { Vitals } from '../../src/ports/health.ts';
import { keptLog, type LogLine } from '../doubles/host.ts';
import { DAILY, never, vitals } from './vitals.ts';

let server: HttpServer;
let meter: PromMeter;
let url: string;
let log: LogLine[];
beforeEach(() => {
  log = [];
  meter = promMeter({ channels: ['growth', 'slack team'], platforms: ['slack', 'workflow'] });
});
afterEach(() => server.close());

async function open(changed: Partial<Vitals> = {}, token?: string) {
  server = httpServer(keptLog(log));
  server.mount(
    metricsRoute({ meter, vitals: vitals(changed), log: keptLog(log), token, deadlineMs: 20 }),
  );
  url = `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}/metrics`;
}
const page = async () => (await fetch(url)).text();
/** The lines of one metric, without its name. */
const valuesOf = async (name: string) =>
  (await page())
    .split('\n')
    .filter((line) => line.startsWith(`retention_${name}`))
    .map((line) => line.slice(`retention_${name}`.length).trim());

describe('what is counted', () => {
  it('is told in the format of Prometheus, with its version', async () => {
    await open();
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    for (const line of (await response.text()).split('\n'))
      expect(line).toMatch(/^$|^# (HELP|TYPE) \w+ .+$|^\w+(\{[^{}]*\})? [\d.e+-]+$|^\w+.* Nan$/);
  });

  it('is ticks by grain, fetches, lateness, deliveries and commands by outcome', async () => {
    await open();
    meter.tick('day | 30 9 * * * | Asia/Shanghai | * | *', 'done');
    meter.tick('day', 'again');
    meter.fetch('answered');
    meter.fetch('answered');
    meter.fetch('not_ready');
    meter.lateness('day', 1_900);
    meter.delivery('growth', 'sent');
    meter.command('limited');
    expect(await valuesOf('ticks_total')).toEqual([
      '{grain="day",outcome="done"} 1',
      '{grain="day",outcome="again"} 1',
    ]);
    expect(await valuesOf('fetches_total')).toEqual([
      '{outcome="answered"} 2',
      '{outcome="not_ready"} 1',
    ]);
    expect(await valuesOf('lateness_seconds_bucket{le="1800"')).toEqual([',grain="day"} 0']);
    expect(await valuesOf('lateness_seconds_bucket{le="2700"')).toEqual([',grain="day"} 1']);
    expect(await valuesOf('deliveries_total')).toEqual(['{channel="growth",outcome="sent"} 1']);
    expect(await valuesOf('commands_total')).toEqual(['{outcome="limited"} 1']);
  });

  it('has no series for every chat and every word, nor anything secret in a label', async () => {
    await open();
    for (let chat = 0; chat < 50; chat += 1) meter.delivery(`slack C${chat}`, 'sent');
    meter.delivery('slack team', 'sent');
    meter.delivery('https://hooks.example/?sig=hidden', 'sent');
    meter.fetch('https://x?access_token=hidden');
    for (let word = 0; word < 1_000; word += 1) meter.fetch(`code_${word}`);
    const text = await page();
    expect(text).not.toContain('hidden');
    expect(await valuesOf('deliveries_total')).toEqual([
      '{channel="slack",outcome="sent"} 50',
      '{channel="slack team",outcome="sent"} 1',
      '{channel="other",outcome="sent"} 1',
    ]);
    expect((await valuesOf('fetches_total')).length).toBeLessThan(110);
  });

  it('stands beside the event loop and the memory of the process', async () => {
    await open();
    const text = await page();
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes'])
      expect(text).toMatch(new RegExp(`^${name} [\\d.e+-]+$`, 'm'));
  });

  it('is kept apart for every bot', async () => {
    const other = promMeter({ channels: [], platforms: [] });
    other.fetch('answered');
    await open();
    expect(await valuesOf('fetches_total')).toEqual([]);
  });
});

describe('what is looked up', () => {
  it('is schedules, queue, alerts, pauses, processes and the last beat', async () => {
    await open();
    const labels = '{grain="day",at="09:30",zone="Asia/Shanghai"}';
    expect(await valuesOf('schedule_last_success_timestamp_seconds')).toEqual([
      `${labels} ${Date.parse('2026-11-25T01:31:00Z') / 1000}`,
    ]);
    expect(await valuesOf('schedule_failing')).toEqual([`${labels} 0`]);
    expect(await valuesOf('schedule_overdue')).toEqual([`${labels} 0`]);
    expect(await valuesOf('queue_waiting')).toEqual(['3']);
    expect(await valuesOf('alerts_open')).toEqual(['{segment="new"} 2', '{segment="active"} 0']);
    expect(await valuesOf('chats_paused')).toEqual(['1']);
    expect(await valuesOf('replicas')).toEqual(['2']);
    expect(await valuesOf('scheduler_last_beat_timestamp_seconds')).toEqual([
      String(Date.parse('2026-11-25T02:00:00Z') / 1000),
    ]);
    expect(new Set(await valuesOf('stale'))).toEqual(
      new Set(['schedules', 'queue', 'alerts', 'pauses', 'replicas'].map((of) => `{of="${of}"} 0`)),
    );
  });

  it('has no last success of a schedule that never had one', async () => {
    const failed = { at: new Date('2026-11-25T01:40:00Z'), code: 'internal' };
    await open({
      schedules: async () => [{ ...DAILY, succeededAt: undefined, failed, isOverdue: true }],
    });
    expect(await valuesOf('schedule_last_success_timestamp_seconds')).toEqual([]);
    for (const name of ['schedule_failing', 'schedule_overdue'])
      expect(await valuesOf(name)).toEqual(['{grain="day",at="09:30",zone="Asia/Shanghai"} 1']);
  });

  it('leaves nothing of a schedule that is gone', async () => {
    let all = [DAILY, { ...DAILY, grain: 'week' }];
    await open({ schedules: async () => all });
    expect(await valuesOf('schedule_failing')).toHaveLength(2);
    all = [DAILY];
    expect(await valuesOf('schedule_failing')).toHaveLength(1);
  });

  test.each<[string, () => Promise<number>]>([
    ['fails', () => Promise.reject(new Error('the database is away'))],
    ['hangs', never],
  ])('keeps its last value where the look %s, and says so', async (_, broken) => {
    let waiting: Vitals['waiting'] = async () => 7;
    await open({ waiting: () => waiting() });
    expect(await valuesOf('queue_waiting')).toEqual(['7']);
    waiting = broken;
    expect(await valuesOf('queue_waiting')).toEqual(['7']);
    const stale = await valuesOf('stale');
    expect(stale).toContain('{of="queue"} 1');
    expect(stale).toContain('{of="alerts"} 0');
    expect(log).toContainEqual(expect.objectContaining({ message: 'a metric could not be read' }));
  });
});

describe('with METRICS_TOKEN', () => {
  const TOKEN = 'metrics-token/with+odd=signs';
  const asked = (authorization?: string) =>
    fetch(url, authorization === undefined ? {} : { headers: { authorization } });

  test.each([
    ['nothing', undefined],
    ['another token', 'Bearer metrics-token'],
    ['a longer one', `Bearer ${TOKEN}x`],
    ['another case', `Bearer ${TOKEN.toUpperCase()}`],
    ['another scheme', `Basic ${TOKEN}`],
    ['an empty one', 'Bearer '],
    ['the bare token', TOKEN],
  ])('whoever bears %s reads nothing', async (_, authorization) => {
    await open({}, TOKEN);
    meter.fetch('answered');
    const response = await asked(authorization);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.text()).not.toMatch(/retention_|metrics-token/);
  });

  it('whoever bears it reads them', async () => {
    await open({}, TOKEN);
    const response = await asked(`Bearer ${TOKEN}`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('retention_queue_waiting 3');
  });
});
