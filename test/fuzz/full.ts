/**
 * `npm run test:fuzz`: 100,000 inputs for every parser, in chunks of different seeds. What was done is kept
 * in `.progress/fuzz/`: cut short, it goes on from there; `--again` begins anew. Names, or the beginnings
 * of names, choose some of the parsers, so that several runs may share the work.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type FuzzTarget, fuzz } from './target.ts';
import { targets } from './targets/index.ts';

const INPUTS = 100_000;
const CHUNK = 2000;
const FOLDER = new URL('../../.progress/fuzz/', import.meta.url);

interface Done {
  inputs: number;
  ms: number;
}

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { again: { type: 'boolean', default: false } },
});
const chosen = targets.filter(
  ({ name }) => names.length === 0 || names.some((one) => name.startsWith(one)),
);
mkdirSync(FOLDER, { recursive: true });
let failures = 0;
for (const target of chosen) {
  const file = fileOf(target);
  if (options.again) rmSync(file, { force: true });
  const done = doneOf(target);
  while (done.inputs < INPUTS) {
    const since = performance.now();
    // The seed names the chunk, so that a failure is found again by it.
    const seed = 1 + done.inputs / CHUNK;
    try {
      await fuzz(target, { seed, inputs: CHUNK });
    } catch (error) {
      failures += 1;
      const what = error instanceof Error ? error.message : error;
      process.stdout.write(`\n${target.name}, seed ${seed}: ${what}\n`);
      break;
    }
    done.inputs += CHUNK;
    done.ms += performance.now() - since;
    writeFileSync(file, JSON.stringify(done));
    process.stderr.write(`\r${target.name}: ${done.inputs} of ${INPUTS}   `);
  }
}
process.stderr.write('\n');
process.stdout.write('| parser | inputs | seconds | inputs/s |\n| --- | ---: | ---: | ---: |\n');
for (const target of chosen) {
  const { inputs, ms } = doneOf(target);
  const perSecond = Math.round((inputs / (ms || 1)) * 1000);
  process.stdout.write(
    `| ${target.name} | ${inputs} | ${Math.round(ms / 1000)} | ${perSecond} |\n`,
  );
}
process.exitCode = failures > 0 ? 1 : 0;

function fileOf({ name }: FuzzTarget): URL {
  return new URL(`${name.replaceAll(/\W+/g, '-').toLowerCase()}.json`, FOLDER);
}

function doneOf(target: FuzzTarget): Done {
  try {
    return JSON.parse(readFileSync(fileOf(target), 'utf8')) as Done;
  } catch {
    return { inputs: 0, ms: 0 };
  }
}
