/** A process that serves parts and says what it does; told "run 20" it asks for twenty. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { bossParts } from '../../src/schedule/boss-parts.ts';
import { jobOf } from '../contracts/part-queue.ts';
import { keptLog } from '../doubles/host.ts';

const [url = '', manner = ''] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);

const queue = await bossParts({ url, log: keptLog([]) });
await queue.serve(async ({ app }, signal) => {
  say(`began ${app}`);
  // Holds what it has got, until it is killed or told to stop.
  if (manner === 'holds' && !signal.aborted) await once(signal, 'abort');
  signal.throwIfAborted();
  say(`ended ${app}`);
  return { hasBrought: true, againMs: process.pid };
});
say('ready');

createInterface(process.stdin).on('line', async (line) => {
  const [what, count] = line.split(' ');
  if (what === 'stop') {
    await queue.stop();
    process.exit(0);
  }
  const jobs = Array.from({ length: Number(count) }, (_, index) => jobOf(`wx${index}`));
  const ends = await queue.run(
    jobs,
    async () => ({ hasBrought: false }),
    new AbortController().signal,
  );
  say(`ends ${JSON.stringify(ends)}`);
});
