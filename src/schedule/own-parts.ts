/** Parts of ticks where one process does all the work: each is run where it is asked for. */
import type { PartQueue } from '../ports/part-queue.ts';

export function ownParts(): PartQueue {
  return {
    run: (jobs, here, signal) => Promise.all(jobs.map((job) => here(job, signal))),
    async serve() {},
    async waiting() {
      return 0;
    },
    async stop() {},
  };
}
