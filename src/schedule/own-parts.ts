/** Parts of ticks where one process does all the work: each is run where it is asked for. */
import { allEnded } from '../core/all-ended.ts';
import { loopTurn } from '../core/loop-turn.ts';
import type { PartQueue } from '../ports/part-queue.ts';

export function ownParts(): PartQueue {
  let waiting = 0;
  return {
    // One that is aborted must not pass for all, while another has a message under way.
    run: (jobs, here, signal) =>
      allEnded(
        jobs.map(async (job) => {
          waiting += 1;
          // One in each turn of the event loop: a thousand at once would keep a command waiting for seconds.
          await loopTurn();
          waiting -= 1;
          return here(job, signal);
        }),
      ),
    async serve() {},
    waiting: async () => waiting,
    async stop() {},
  };
}
