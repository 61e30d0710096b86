/** `npm run test:fuzz`: 100,000 inputs for every parser, in chunks of different seeds; cut short, it goes on from there. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fuzz } from './target.ts';
import { targets } from './targets/index.ts';

const INPUTS = 100_000;
const CHUNK = 2000;
const FOLDER = new URL('../../.progress/', import.meta.url);
const FILE = new URL('fuzz.json', FOLDER);

interface Done {
  inputs: number;
  ms: number;
}

mkdirSync(FOLDER, { recursive: true });
const kept = progress();
let failures = 0;
for (const target of targets) {
  const done = kept[target.name] ?? { inputs: 0, ms: 0 };
  kept[target.name] = done;
  while (done.inputs < INPUTS) {
    const since = performance.now();
    try {
      // The seed names the chunk, so that a failure is found again by it.
      await fuzz(target, { seed: 1 + done.inputs / CHUNK, inputs: CHUNK });
    } catch (error) {
      failures += 1;
      process.stdout.write(`\n${target.name}: ${error instanceof Error ? error.message : error}\n`);
      break;
    }
    done.inputs += CHUNK;
    done.ms += performance.now() - since;
    writeFileSync(FILE, JSON.stringify(kept));
    process.stdout.write(`\r${target.name}: ${done.inputs} of ${INPUTS}   `);
  }
}
process.stdout.write('\n| parser | inputs | inputs/s |\n| --- | ---: | ---: |\n');
for (const { name } of targets) {
  const { inputs, ms } = kept[name] ?? { inputs: 0, ms: 0 };
  process.stdout.write(`| ${name} | ${inputs} | ${Math.round((inputs / (ms || 1)) * 1000)} |\n`);
}
process.exitCode = failures > 0 ? 1 : 0;

function progress(): Record<string, Done> {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Done>;
  } catch {
    return {};
  }
}
