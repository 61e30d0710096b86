/** `npm run bench`: what the bot costs on this machine, as a table. */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { benchCalls } from './calls.ts';
import { benchManyApps } from './many-apps.ts';
import { benchProcess } from './process.ts';

export interface Measure {
  readonly name: string;
  readonly value: string;
}

const measures: Measure[] = [];
for (const bench of [benchProcess, benchCalls]) measures.push(...(await bench()));
// Each in a process of its own, so that the memory is that of charts alone, and the stall that of alerts.
for (const name of ['chart', 'judging']) {
  const told = execFileSync(process.execPath, [`${import.meta.dirname}/${name}.ts`]).toString();
  measures.push(...(JSON.parse(told) as Measure[]));
}
// Minutes, so it says where it is; the table alone goes to stdout.
const tell = (line: string) => void process.stderr.write(`${line}…\n`);
measures.push(...(await benchManyApps(tell)));

const [cpu] = cpus();
const machine = `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`;
const rows = measures.map(({ name, value }) => `| ${name} | ${value} |`);
process.stdout.write(`${machine}\n\n| measured | figure |\n| --- | --- |\n${rows.join('\n')}\n`);
process.exit(0);
