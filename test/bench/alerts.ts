/** `npm run bench:alerts`: false alarms and falls found, in simulated worlds; minutes, so it says where it is. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { type Counts, type Setting, sum } from './alerts/measure.ts';
import { ROWS, tableOf } from './alerts/table.ts';

/** Apps measured at a time, so that threads end together. */
const PART = 20;

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '400' }, seed: { type: 'string', default: '1' } },
});
const [runs, seed] = [Number(values.runs), Number(values.seed)];

const parts = ROWS.flatMap((row, index) =>
  Array.from({ length: Math.ceil(runs / PART) }, (_, part) => {
    const { world, users, shares } = row;
    const first = seed * 1_000_000 + index * 100_000 + part * PART;
    const apps = Math.min(PART, runs - part * PART);
    const setting: Setting = { world, users, shares, apps, seed: first, beside: true };
    return { index, setting };
  }),
);
const counts: (Counts | undefined)[] = ROWS.map(() => undefined);
let [next, done] = [0, 0];
await Promise.all(Array.from({ length: availableParallelism() }, () => work()));
process.stdout.write(
  `${runs} app-runs a row, seed ${seed}\n\n${tableOf(counts.filter((one) => one !== undefined))}`,
);

async function work(): Promise<void> {
  const worker = new Worker(new URL('./alerts/worker.ts', import.meta.url));
  for (let part = parts[next++]; part; part = parts[next++]) {
    worker.postMessage(part.setting);
    const found = await new Promise<Counts>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    const before = counts[part.index];
    counts[part.index] = before ? sum(before, found) : found;
    done += 1;
    process.stderr.write(`${done} of ${parts.length}…\n`);
  }
  await worker.terminate();
}
