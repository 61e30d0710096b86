/** `npm run bench`: what the bot costs on this machine, as a table. */
import { cpus } from 'node:os';
import { benchCalls } from './calls.ts';
import { benchChart } from './chart.ts';
import { benchProcess } from './process.ts';

export interface Measure {
  readonly name: string;
  readonly value: string;
}

const measures: Measure[] = [];
for (const bench of [benchProcess, benchCalls, benchChart]) measures.push(...(await bench()));

const [cpu] = cpus();
const machine = `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`;
const rows = measures.map(({ name, value }) => `| ${name} | ${value} |`);
process.stdout.write(`${machine}\n\n| measured | figure |\n| --- | --- |\n${rows.join('\n')}\n`);
process.exit(0);
