/**
 * `npm run test:many`: 500 digests due on one tick over 50 channels, three processes on one PostgreSQL; one is killed
 * and another stopped and started midway, then all in turn, then the database. `--apps`, `--channels` make it smaller.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openMachines } from './machines.ts';
import {
  databaseRestarted,
  killedMidway,
  type Morning,
  morning,
  restartedInTurn,
} from './mornings-of-machines.ts';

const { values: options } = parseArgs({
  options: {
    apps: { type: 'string', default: '10' },
    channels: { type: 'string', default: '50' },
    only: { type: 'string', default: '' },
  },
});
const size = { apps: Number(options.apps), channels: Number(options.channels) };
const MINUTE_MS = 60_000;
/** Three starts must fit in. */
const AHEAD_MS = 30_000;
const mornings = {
  'one killed, one stopped and started': killedMidway,
  'all restarted in turn': restartedInTurn,
  'PostgreSQL killed and started': databaseRestarted,
};

const secs = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
process.stdout.write(
  '| while the digests go out | due | twice | lost | open rows | tick to last | rate floor | left at the kill | kill to last | WeChat calls (floor) | posted by each |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n',
);
for (const [name, disturb] of Object.entries(mornings)) {
  if (!name.includes(options.only)) continue;
  const machines = await openMachines(size);
  try {
    const minute = () => new Date(Math.ceil((Date.now() + AHEAD_MS) / MINUTE_MS) * MINUTE_MS);
    const one = await morning(machines, size, minute, disturb);
    process.stdout.write(`| ${name} | ${lineOf(one)} |\n`);
    if (one.twice + one.lost + one.open > 0) {
      process.exitCode = 1;
      mkdirSync('.progress', { recursive: true });
      writeFileSync(
        `.progress/many-${name.replaceAll(/\W+/g, '-')}.log`,
        machines.logs().join('\n'),
      );
    }
  } finally {
    await machines.close();
  }
}

function lineOf(one: Morning): string {
  const { killed, wechat } = one;
  return [
    ...[one.due, one.twice, one.lost, one.open, secs(one.ms), secs(one.floorMs)],
    ...(killed ? [killed.left, secs(killed.lastMs)] : ['–', '–']),
    `${wechat.calls} (${wechat.floor})`,
    one.spread.join(', '),
  ].join(' | ');
}
