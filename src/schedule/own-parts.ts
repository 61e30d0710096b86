/** Parts of ticks where one process does all the work: each is run where it is asked for. */
import { allEnded } from '../core/all-ended.ts';
import type { PartQueue } from '../ports/part-queue.ts';

export function ownParts(): PartQueue {
  return {
    // One that is aborted must not pass for all, while another has a message under way.
    run: (jobs, here, signal) => allEnded(jobs.map((job) => here(job, signal))),
    async serve() {},
    async waiting() {
      return 0;
    },
    async stop() {},
  };
}
