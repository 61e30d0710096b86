/** The soak as tables for the console: the days, the rows, the slopes. */
import type { Day } from './life.ts';
import { BOUNDED, KEPT, PRUNED, type Verdict } from './verdict.ts';

type Rows = Readonly<Record<string, number>>;

export function table(days: readonly Day[], found: readonly Verdict[], left: Rows): string {
  return `${[...daily(days), '', ...tables(days, left), '', ...slopes(found)].join('\n')}\n`;
}

function daily(days: readonly Day[]): string[] {
  return [
    '| day | heap MB | external MB | RSS MB | handles | file MB | rows | answers | commands | posts | edits | s |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...days.map((one) =>
      row([
        one.day,
        one.heapMb.toFixed(2),
        one.externalMb.toFixed(2),
        one.rssMb.toFixed(0),
        one.handles,
        one.fileMb.toFixed(1),
        Object.values(one.rows).reduce((sum, rows) => sum + rows, 0),
        one.rows['answers'] ?? 0,
        one.commands,
        one.posts,
        one.edits,
        one.seconds.toFixed(1),
      ]),
    ),
  ];
}

/** Rows at four moments, and why each table may have them. */
function tables(days: readonly Day[], left: Rows): string[] {
  const shown = [0, 1 / 3, 2 / 3, 1].flatMap(
    (share) => days[Math.round(share * (days.length - 1))] ?? [],
  );
  return [
    row(['table', 'bounded by', ...shown.map(({ day }) => `day ${day}`), '500 days on']),
    row(['---', '---', ...shown.map(() => '---:'), '---:']),
    ...Object.keys(days.at(-1)?.rows ?? {}).map((name) =>
      row([name, reasonOf(name), ...shown.map(({ rows }) => rows[name] ?? 0), left[name] ?? 0]),
    ),
  ];
}

function reasonOf(name: string): string {
  if (PRUNED.includes(name)) return 'a rule';
  return KEPT.includes(name) ? 'kept for ever' : (BOUNDED[name] ?? 'NOTHING');
}

function slopes(found: readonly Verdict[]): string[] {
  return [
    row(['a day', 'slope', 's.e.', 'allowed', 'flat']),
    row(['---', '---:', '---:', '---:', '---']),
    ...found.map(({ what, slope: { value, error }, most, isFlat }) =>
      row([
        what,
        value.toFixed(3),
        error.toFixed(3),
        `${most} or 2 s.e.`,
        isFlat === undefined ? 'too few days' : isFlat ? 'yes' : 'NO, it grows',
      ]),
    ),
  ];
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}
