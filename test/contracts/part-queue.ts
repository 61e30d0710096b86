/** What every queue for the parts of ticks promises to whoever runs a tick. */
import { afterEach, describe, expect, it } from 'vitest';
import type { PartEnd, PartHandler, PartJob, PartQueue } from '../../src/ports/part-queue.ts';

export interface OpenedQueue {
  readonly queue: PartQueue;
  close(): Promise<void>;
}

const never = new AbortController().signal;

export const jobOf = (app: string, change: Partial<PartJob> = {}): PartJob => ({
  schedule: 'day | 30 9 * * * | Asia/Shanghai | * | *',
  scheduledFor: '2026-11-22T01:30:00.000Z',
  attempt: 1,
  app,
  ...change,
});

/** @param open a queue of its own that serves the handler */
export function partQueueContract(
  name: string,
  open: (handler: PartHandler) => Promise<OpenedQueue>,
): void {
  describe(`${name} as a queue of parts`, () => {
    let opened: OpenedQueue | undefined;
    afterEach(async () => {
      await opened?.close();
      opened = undefined;
    });
    const run = async (
      handler: PartHandler,
      jobs: readonly PartJob[],
      signal: AbortSignal = never,
    ) => {
      opened = await open(handler);
      return opened.queue.run(jobs, handler, signal);
    };

    it('runs every job once, and tells the ends in the order of the jobs', async () => {
      const ran: string[] = [];
      const jobs = Array.from({ length: 60 }, (_, index) => jobOf(`wx${index}`));
      const ends = await run(async ({ app }) => {
        ran.push(app);
        const againMs = Number(app.slice(2));
        // The first ones end last.
        if (againMs < 4) await new Promise((done) => setTimeout(done, 40 - againMs));
        return { againMs, hasBrought: againMs % 2 === 0 };
      }, jobs);
      expect(ends).toEqual(
        jobs.map((_, index) => ({ againMs: index, hasBrought: index % 2 === 0 })),
      );
      expect(ran.toSorted()).toEqual(jobs.map(({ app }) => app).toSorted());
    });

    it('hands a job over as it was given', async () => {
      const seen: PartJob[] = [];
      const job = jobOf('wx晨读', { attempt: 7 });
      await run(
        async (one) => {
          seen.push(one);
          return { hasBrought: false };
        },
        [job],
      );
      expect(seen).toEqual([job]);
    });

    it('gives back an end with its errors', async () => {
      const end: PartEnd = {
        againMs: 1_500.5,
        hasBrought: true,
        lost: { code: 'wechat_busy', params: { app: 'wx1', detail: '“晨读” said: no\\n' } },
        fault: { code: 'internal', params: {} },
      };
      expect(await run(async () => end, [jobOf('wx1')])).toEqual([end]);
    });

    it('has nothing to do where there are no jobs', async () => {
      expect(await run(async () => ({ hasBrought: true }), [])).toEqual([]);
    });

    it('runs jobs at once that wait for each other', async () => {
      const both = Promise.withResolvers<void>();
      let there = 0;
      await run(async () => {
        there += 1;
        if (there === 2) both.resolve();
        await both.promise;
        return { hasBrought: false };
      }, [jobOf('wx1'), jobOf('wx2')]);
      expect(there).toBe(2);
    });

    it('rejects with the reason it was aborted for', async () => {
      const began = Promise.withResolvers<void>();
      const stop = new AbortController();
      const ended = run(
        (_, signal) => {
          began.resolve();
          return new Promise((_resolve, reject) => {
            for (const one of [signal, stop.signal])
              one.addEventListener('abort', () => reject(one.reason));
          });
        },
        [jobOf('wx1')],
        stop.signal,
      );
      const checked = expect(ended).rejects.toThrow('enough');
      await began.promise;
      stop.abort(new Error('enough'));
      await checked;
    });
  });
}
