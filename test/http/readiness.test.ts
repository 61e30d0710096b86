/** /readyz over real HTTP: who may be sent requests, and what an operator reads there. */
import { afterEach, describe, expect, it, test } from 'vitest';
import { type Readiness, readinessRoute } from '../../src/http/readiness.ts';
import { type HttpServer, httpServer } from '../../src/http/server.ts';
import type { Vitals } from '../../src/ports/health.ts';
import { keptLog, type LogLine } from '../doubles/host.ts';
import { DAILY, never, vitals } from './vitals.ts';

const NOW = new Date('2026-11-25T02:01:00Z');
let server: HttpServer;
afterEach(() => server.close());

async function open(changed: Partial<Vitals> = {}, deadlineMs?: number) {
  const lines: LogLine[] = [];
  server = httpServer(keptLog(lines));
  server.mount(
    readinessRoute({
      vitals: vitals(changed),
      clock: { now: () => NOW },
      log: keptLog(lines),
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
    }),
  );
  const port = await server.listen('127.0.0.1', 0);
  const ask = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    return { code: response.status, response, body: (await response.json()) as Readiness };
  };
  return { ask, lines };
}

describe('a bot that runs', () => {
  it('is ready, and tells how its schedules run', async () => {
    const { ask } = await open();
    const { code, response, body } = await ask();
    expect(code).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      status: 'ready',
      store: 'ok',
      scheduler: { status: 'ok', lastBeat: '2026-11-25T02:00:00.000Z' },
      schedules: [
        {
          grain: 'day',
          at: '09:30',
          zone: 'Asia/Shanghai',
          status: 'ok',
          lastSuccess: '2026-11-25T01:31:00.000Z',
          lastError: null,
        },
      ],
    });
  });

  it('is not ready where the store answers and cannot be written', async () => {
    const { ask } = await open({ isWritten: () => false });
    const { code, body } = await ask();
    expect([code, body.status, body.store]).toEqual([503, 'not ready', 'failing']);
  });

  it('takes requests though a schedule fails or is overdue, and says so', async () => {
    const failed = { at: new Date('2026-11-25T01:40:00Z'), code: 'ip_not_allowed' };
    const overdue = { ...DAILY, grain: 'week', succeededAt: undefined, isOverdue: true };
    const { ask } = await open({ schedules: async () => [{ ...DAILY, failed }, overdue] });
    const { code, body } = await ask();
    expect([code, body.status]).toEqual([200, 'degraded']);
    expect(body.schedules).toMatchObject([
      {
        status: 'failing',
        lastError: { at: '2026-11-25T01:40:00.000Z', code: 'ip_not_allowed' },
      },
      { status: 'overdue', lastSuccess: null },
    ]);
  });
});

test.each<[string, Partial<Vitals>, Partial<Readiness>]>([
  ['has not beaten yet', { lastBeat: () => undefined }, { status: 'starting', store: 'ok' }],
  [
    'beat last 91 seconds ago',
    { lastBeat: () => new Date(NOW.getTime() - 91_000) },
    { status: 'not ready', store: 'ok' },
  ],
  ['is stopping', { isStopping: () => true }, { status: 'stopping', store: 'ok' }],
  [
    'has lost its store',
    { schedules: () => Promise.reject(new Error('database at postgres://u:pw@h is away')) },
    { status: 'not ready', store: 'failing', schedules: [] },
  ],
])('one that %s is sent nothing', async (_, changed, expected) => {
  const { ask } = await open(changed);
  const { code, body } = await ask();
  expect(code).toBe(503);
  expect(body).toMatchObject(expected);
  expect(JSON.stringify(body)).not.toContain('pw');
});

describe('a store that hangs', () => {
  it('is failing after the deadline, and asked once however often that is looked at', async () => {
    let asked = 0;
    const { ask, lines } = await open(
      {
        schedules: () => {
          asked += 1;
          return never();
        },
      },
      20,
    );
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ code }) => code)).toEqual([503, 503, 503]);
    expect((await ask()).body.store).toBe('failing');
    expect(asked).toBe(1);
    expect(lines.map(({ message }) => message)).toContain('the store did not answer');
  });

  it('counts again once it answers', async () => {
    const first = Promise.withResolvers<readonly (typeof DAILY)[]>();
    const { ask } = await open({ schedules: () => first.promise }, 20);
    expect((await ask()).code).toBe(503);
    first.resolve([DAILY]);
    expect((await ask()).code).toBe(200);
  });
});
