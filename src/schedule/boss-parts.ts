/** Parts of ticks spread over the processes that share a PostgreSQL database, by pg-boss. */
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Job, PgBoss } from 'pg-boss';
import { allEnded } from '../core/all-ended.ts';
import type { PartEnd, PartHandler, PartJob, PartQueue } from '../ports/part-queue.ts';
import type { Logger } from '../ports/runtime.ts';
import { bossLog } from './boss-log.ts';

const QUEUE = 'parts';
/** At once in one process: they wait for WeChat and for chats, not for the processor. */
const AT_ONCE = 8;
const LOOK_MS = 500;
/** So many jobs go into one statement. */
const MOST_JOBS = 500;
/** A shutdown hands back what has not ended by then. */
const STOP_MS = 8_000;
const DAY_SECONDS = 86_400;

/** A killed process's jobs must be back within 30 s: seen missing after 10, looked for every 5. */
const RULES = {
  heartbeatSeconds: 10,
  // Each hand-back counts as a retry.
  retryLimit: 1_000,
  retryDelay: 0,
  expireInSeconds: 3_600,
  deleteAfterSeconds: 7 * DAY_SECONDS,
  notify: true,
};
const POLLING = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 2 };

export interface BossOptions {
  /** postgres://… */
  readonly url: string;
  readonly log: Logger;
  readonly atOnce?: number;
}

export async function bossParts({ url, log, atOnce = AT_ONCE }: BossOptions): Promise<PartQueue> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'retention-bot parts',
    max: 4,
    useListenNotify: true,
    schedule: false,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  });
  const say = bossLog(log, url);
  // Without a listener its errors would end the process.
  boss.on('error', (error) => say('job queue failed', error));
  boss.on('warning', ({ message }) => log.warn({ detail: message }, 'job queue warns'));
  await boss.start();
  await boss.createQueue(QUEUE, RULES);
  await boss.updateQueue(QUEUE, RULES);
  const stopping = new AbortController();
  let stopped: Promise<void> | undefined;

  return {
    async run(jobs, here, signal) {
      const open = new Map(jobs.map((job) => [idOf(job), job]));
      const ends = new Map<string, PartEnd>();
      while (open.size > 0) {
        signal.throwIfAborted();
        try {
          // A connection that died silently answers late, or never.
          await unlessAborted(look(open, ends), signal);
        } catch (error) {
          // The database may be away for a while; the jobs are in it, or are sent again.
          say('parts not seen', error);
        }
        if (open.size > 0) await wait(LOOK_MS, undefined, { signal }).catch(() => undefined);
      }
      return allEnded(
        jobs.map(async (job) => {
          const end = ends.get(idOf(job)) ?? FAULT;
          return end.isForeign ? here(job, signal) : end;
        }),
      );
    },

    async serve(handler) {
      for (let place = 0; place < atOnce; place += 1) await work(handler);
    },

    async waiting() {
      if (stopping.signal.aborted) return 0;
      const sql = `SELECT count(*) FROM pgboss.job WHERE name = $1 AND state < 'active'`;
      const { rows } = await boss.getDb().executeSql(sql, [QUEUE]);
      return Number(rows[0]?.count);
    },

    async stop() {
      // Before pg-boss stops: an aborted job fails, and is another process's at once.
      stopping.abort(new Error('this process stops'));
      stopped ??= boss.stop({ timeout: STOP_MS });
      await stopped;
    },
  };

  /** Moves those that have ended, and sends those that nobody has sent yet; one query however many they are. */
  async function look(open: Map<string, PartJob>, ends: Map<string, PartEnd>): Promise<void> {
    const sql = 'SELECT id, state, output FROM pgboss.job WHERE name = $1 AND id = ANY($2::uuid[])';
    const { rows } = await boss.getDb().executeSql(sql, [QUEUE, [...open.keys()]]);
    const known = new Map((rows as Row[]).map((row) => [row.id, row]));
    await send([...open].filter(([id]) => !known.has(id)));
    for (const { id, state, output } of known.values())
      if (state === 'completed' || state === 'failed' || state === 'cancelled') {
        open.delete(id);
        ends.set(id, state === 'completed' ? (output as PartEnd) : FAULT);
      }
  }

  /** One that another process has sent meanwhile stays as it is. */
  async function send(jobs: readonly (readonly [string, PartJob])[]): Promise<void> {
    for (let from = 0; from < jobs.length; from += MOST_JOBS)
      await boss.insert(
        QUEUE,
        jobs.slice(from, from + MOST_JOBS).map(([id, data]) => ({ id, data })),
      );
  }

  /** A place of its own for each: in a batch, the slowest would hold the others up. */
  async function work(handler: PartHandler): Promise<void> {
    const place = Promise.withResolvers<string>();
    const run = async ([job]: Job<PartJob>[]): Promise<PartEnd | undefined> => {
      if (!job) return undefined;
      const signal = AbortSignal.any([stopping.signal, job.signal]);
      try {
        return await handler(job.data, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        // Failed it would be tried again at once, and again; its tick knows when that is worth it.
        say('part failed', error);
        return FAULT;
      } finally {
        // Else it would wait out its poll though more jobs may be there.
        boss.notifyWorker(await place.promise);
      }
    };
    place.resolve(await boss.work<PartJob, PartEnd | undefined>(QUEUE, POLLING, run));
  }
}

/** Resolves at the latest when aborted; leaves nothing on the signal, which lives as long as its tick. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<void>();
  const leave = () => aborted.resolve();
  signal.addEventListener('abort', leave, { once: true });
  try {
    await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

interface Row {
  readonly id: string;
  readonly state: string;
  readonly output: unknown;
}

/** Of a job that ended its process again and again. */
const FAULT: PartEnd = { hasBrought: false, fault: { code: 'internal', params: {} } };

/** The same whoever asks: the first to send it has made the job. */
function idOf({ schedule, scheduledFor, attempt, app }: PartJob): string {
  const key = JSON.stringify([schedule, scheduledFor, attempt, app]);
  const hex = createHash('sha256').update(key).digest('hex');
  return [8, 12, 16, 20, 32]
    .map((end, index, ends) => hex.slice(index === 0 ? 0 : ends[index - 1], end))
    .join('-');
}
