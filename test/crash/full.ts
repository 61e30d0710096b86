/**
 * `npm run test:crash`: kill -9 at every point, `--runs` (20) times, on SQLite and on PostgreSQL. What was
 * done is kept in `.progress/crash.jsonl`: cut short, it goes on from there; `--again` begins anew.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startPostgres } from '../doubles/postgres.ts';
import { type Cell, crash, undisturbed } from './matrix.ts';
import { POINTS, type Point } from './points.ts';
import { postgresDatabases } from './postgres-databases.ts';
import { type Databases, openStage, sqliteFiles } from './stage.ts';

const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '20' }, again: { type: 'boolean', default: false } },
});
const RUNS = Number(options.runs);
const PROGRESS = '.progress/crash.jsonl';

if (options.again) rmSync(PROGRESS, { force: true });
mkdirSync('.progress', { recursive: true });
const done: Cell[] = existsSync(PROGRESS)
  ? readFileSync(PROGRESS, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  : [];

const begun = performance.now();
let made = 0;
const server = await startPostgres();
for (const databases of [sqliteFiles(), postgresDatabases(server)]) await play(databases);
await server.stop();
process.stdout.write(table(done));
process.exitCode = done.some((one) => one.twice + one.lost + one.unreadable.lost > 0 || one.fault)
  ? 1
  : 0;

/** Two stages side by side: a life waits for processes to start more than for anything else. */
async function play(databases: Databases): Promise<void> {
  const of = (point: Point) =>
    done.filter((one) => one.store === databases.name && one.point === point.name);
  const drawn = new Map<Point, number>();
  const draw = (point: Point) => {
    let run = drawn.get(point) ?? 0;
    while (of(point).some((one) => one.run === run)) run += 1;
    drawn.set(point, run + 1);
    return { point, run };
  };
  const open = POINTS.flatMap((point) => {
    const missing = RUNS - of(point).filter(({ isKilled }) => isKilled).length;
    return Array.from({ length: Math.max(0, missing) }, () => draw(point));
  });
  const all = open.length;
  if (all > 0) await Promise.all([work(), work()]);
  await databases.close();

  async function work(): Promise<void> {
    const stage = await openStage(databases);
    const usual = await undisturbed(stage);
    for (let next = open.shift(); next; next = open.shift()) {
      const cell = await crash(stage, usual, next.point, next.run);
      done.push(cell);
      appendFileSync(PROGRESS, `${JSON.stringify(cell)}\n`);
      // What chance kept from its point is made up for.
      if (!cell.isKilled && next.run < 2 * RUNS) open.push(draw(next.point));
      made += 1;
      const minutes = (performance.now() - begun) / 60_000;
      const left = (minutes / made) * open.length;
      process.stderr.write(
        `${databases.name} ${all - open.length}/${all} ${cell.point}: ${wordsOf(cell)}; ${left.toFixed(1)} min left\n`,
      );
    }
    await stage.close();
  }
}

function wordsOf({ twice, lost, unreadable, fault, isKilled }: Cell): string {
  const end = isKilled ? 'killed' : 'not reached';
  const closed = `unreadable ${unreadable.twice} twice, ${unreadable.lost} lost`;
  return [end, `${twice} twice, ${lost} lost`, closed, fault].filter(Boolean).join('; ');
}

function table(cells: readonly Cell[]): string {
  const head = ['| store | point | runs | killed | twice | lost | unreadable: twice | lost |'];
  const sum = (own: readonly Cell[], of: (cell: Cell) => number) =>
    own.reduce((all, cell) => all + of(cell), 0);
  const line = (store: string, point: string, own: readonly Cell[]) =>
    `| ${store} | ${point} | ${own.length} | ${sum(own, (one) => Number(one.isKilled))} | ${sum(own, (one) => one.twice)} | ${sum(own, (one) => one.lost)} | ${sum(own, (one) => one.unreadable.twice)} | ${sum(own, (one) => one.unreadable.lost)} |`;
  const stores = [...Map.groupBy(cells, ({ store }) => store)];
  return `${[
    ...head,
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...stores.flatMap(([store, all]) => [
      ...[...Map.groupBy(all, ({ point }) => point)].map(([point, own]) => line(store, point, own)),
      line(store, '**all**', all),
    ]),
    ...cells
      .filter(({ fault }) => fault)
      .map(({ point, run, fault }) => `${point} ${run}: ${fault}`),
  ].join('\n')}\n`;
}
