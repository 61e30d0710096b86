/** Parts on a real PostgreSQL: each runs once whoever asks, and comes back from processes that stop or are killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PartEnd, PartHandler, PartJob, PartQueue } from '../../src/ports/part-queue.ts';
import { bossParts } from '../../src/schedule/boss-parts.ts';
import { jobOf, partQueueContract } from '../contracts/part-queue.ts';
import { keptLog, type LogLine } from '../doubles/host.ts';
import { type PostgresServer, startPostgres } from '../doubles/postgres.ts';

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres.stop());

partQueueContract('PostgreSQL', async (handler) => {
  const queue = await bossParts({ url: await postgres.newDatabase(), log: keptLog([]) });
  await queue.serve(handler);
  return { queue, close: () => queue.stop() };
});

const never = new AbortController().signal;
const here: PartHandler = () => Promise.reject(new Error('parts are run by whoever serves'));
const open: PartQueue[] = [];
const log: LogLine[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((queue) => queue.stop()));
  log.length = 0;
});

async function queueOn(url: string, handler?: PartHandler): Promise<PartQueue> {
  const queue = await bossParts({ url, log: keptLog(log) });
  open.push(queue);
  if (handler) await queue.serve(handler);
  return queue;
}

/** Resolves once the handler has been asked for so many jobs; each is held until its process stops. */
function holder(count: number) {
  const all = Promise.withResolvers<void>();
  let begun = 0;
  const handler: PartHandler = async (_, signal) => {
    begun += 1;
    if (begun === count) all.resolve();
    await once(signal, 'abort');
    throw signal.reason;
  };
  return { handler, all: all.promise };
}

describe('parts on PostgreSQL', () => {
  it('have the end they had, whoever asks for them later', async () => {
    const url = await postgres.newDatabase();
    let runs = 0;
    const handler: PartHandler = async () => ({ hasBrought: true, againMs: ++runs });
    const [first, second] = [await queueOn(url, handler), await queueOn(url, handler)];
    const ends = await first.run([jobOf('wx1'), jobOf('wx2')], here, never);
    const later = await second.run([jobOf('wx2'), jobOf('wx3'), jobOf('wx1')], here, never);
    expect(later).toEqual([ends[1], { hasBrought: true, againMs: 3 }, ends[0]]);
    expect(runs).toBe(3);
  });

  it('are run by whoever asks for them where nobody else knows what they are of', async () => {
    const queue = await queueOn(await postgres.newDatabase(), async ({ app }) =>
      app === 'wx1' ? { hasBrought: false } : { hasBrought: false, isForeign: true },
    );
    const asked: string[] = [];
    const own: PartHandler = async ({ app }) => {
      asked.push(app);
      return { hasBrought: true };
    };
    const jobs = [jobOf('wx1'), jobOf('wx2')];
    expect(await queue.run(jobs, own, never)).toEqual([
      { hasBrought: false },
      { hasBrought: true },
    ]);
    expect(asked).toEqual(['wx2']);
  });

  it('are others in another attempt, of another firing, or of another schedule', async () => {
    const ran: PartJob[] = [];
    const queue = await queueOn(await postgres.newDatabase(), async (job) => {
      ran.push(job);
      return { hasBrought: false };
    });
    const jobs = [
      jobOf('wx1'),
      jobOf('wx1', { attempt: 2 }),
      jobOf('wx1', { scheduledFor: '2026-11-23T01:30:00.000Z' }),
      jobOf('wx1', { schedule: 'another' }),
    ];
    await queue.run(jobs, here, never);
    expect(ran).toHaveLength(4);
    expect(ran).toEqual(expect.arrayContaining(jobs));
  });

  it('wait while nobody serves, and no longer than whoever asked', async () => {
    const url = await postgres.newDatabase();
    const queue = await queueOn(url);
    const stop = new AbortController();
    const ended = queue.run([jobOf('wx1'), jobOf('wx2')], here, stop.signal);
    const checked = expect(ended).rejects.toThrow('enough');
    await expect.poll(() => queue.waiting()).toBe(2);
    stop.abort(new Error('enough'));
    await checked;
    const later = await queueOn(url, async () => ({ hasBrought: true }));
    expect(await later.run([jobOf('wx1')], here, never)).toEqual([{ hasBrought: true }]);
    await expect.poll(() => later.waiting()).toBe(0);
  });

  it('are handed back at once by a process that stops', async () => {
    const url = await postgres.newDatabase();
    const { handler, all } = holder(5);
    const stopping = await queueOn(url, handler);
    const other = await queueOn(url);
    const jobs = ['1', '2', '3', '4', '5'].map((app) => jobOf(app));
    const ended = other.run(jobs, here, never);
    await all;
    expect(await other.waiting()).toBe(0);
    await stopping.stop();
    expect(await other.waiting()).toBe(5);
    await other.serve(async ({ app }) => ({ hasBrought: true, againMs: Number(app) }));
    expect((await ended).map(({ againMs }) => againMs)).toEqual([1, 2, 3, 4, 5]);
  });

  it('end as a fault where a handler fails for a reason of its own, and are not tried at once', async () => {
    let tries = 0;
    const queue = await queueOn(await postgres.newDatabase(), async () => {
      tries += 1;
      throw new Error('a bug');
    });
    const fault = { hasBrought: false, fault: { code: 'internal', params: {} } };
    expect(await queue.run([jobOf('wx1')], here, never)).toEqual([fault]);
    expect(tries).toBe(1);
    expect(log).toContainEqual(expect.objectContaining({ message: 'part failed' }));
  });

  it('go on when the database was away, and nothing tells its password', async () => {
    const own = await startPostgres();
    try {
      const url = await own.newDatabase();
      const held = Promise.withResolvers<void>();
      const began = Promise.withResolvers<void>();
      const queue = await queueOn(url, async () => {
        began.resolve();
        await held.promise;
        return { hasBrought: true };
      });
      const ended = queue.run([jobOf('wx1')], here, never);
      await began.promise;
      await own.kill();
      await expect.poll(() => log.map(({ message }) => message)).toContain('parts not seen');
      await own.start();
      held.resolve();
      expect(await ended).toEqual([{ hasBrought: true }]);
      const { password } = new URL(url);
      const told = JSON.stringify(log);
      for (const secret of [password, decodeURIComponent(password)])
        expect(told).not.toContain(secret);
    } finally {
      await Promise.all(open.splice(0).map((queue) => queue.stop()));
      await own.stop();
    }
  }, 90_000);
});

describe('processes that share parts', () => {
  it('that ask for the same at the same moment have each run once', async () => {
    const url = await postgres.newDatabase();
    const processes = [partsProcess(url), partsProcess(url), partsProcess(url)];
    await Promise.all(processes.map((one) => one.said('ready')));
    for (const one of processes) one.tell('run 60');
    const ends = await Promise.all(processes.map((one) => one.ends()));
    const began = processes.flatMap((one) => one.lines.filter((line) => /^began/.test(line)));
    expect(began).toHaveLength(60);
    expect(new Set(began).size).toBe(60);
    expect(ends[0]).toHaveLength(60);
    expect(ends[1]).toEqual(ends[0]);
    expect(ends[2]).toEqual(ends[0]);
    for (const one of processes) await one.stop();
  }, 60_000);

  it('take over what a killed one had in hand', async () => {
    const url = await postgres.newDatabase();
    const victim = partsProcess(url, 'holds');
    await victim.said('ready');
    const other = await queueOn(url);
    const jobs = Array.from({ length: 20 }, (_, index) => jobOf(`wx${index}`));
    const ended = other.run(jobs, here, never);
    await expect.poll(() => victim.lines.filter((line) => /^began/.test(line)).length).toBe(8);
    victim.kill();
    await other.serve(async () => ({ hasBrought: true }));
    // The test's own limit is the thirty seconds that it may take.
    expect(await ended).toEqual(jobs.map(() => ({ hasBrought: true })));
  }, 30_000);
});

function partsProcess(url: string, manner = '') {
  const script = fileURLToPath(new URL('./parts-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, url, manner], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    for (const check of waiting) check();
  });
  const said = (begin: string) =>
    new Promise<string>((resolve, reject) => {
      const check = () => {
        const line = lines.find((one) => one.startsWith(begin));
        if (line !== undefined) resolve(line);
      };
      waiting.add(check);
      child.once('close', () => reject(new Error(`it ended before it said ${begin}`)));
      check();
    });
  return {
    lines,
    said,
    tell: (line: string) => void child.stdin.write(`${line}\n`),
    ends: async () => JSON.parse((await said('ends ')).slice(5)) as PartEnd[],
    kill: () => child.kill('SIGKILL'),
    async stop() {
      const closed = once(child, 'close');
      child.stdin.write('stop\n');
      await closed;
    },
  };
}
