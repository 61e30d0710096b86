/** The table of the README, from counts. */
import type { Counts, Setting } from './measure.ts';

interface Goal {
  readonly alarms: number;
  readonly found: readonly number[];
}

/** What is asked for, by world and users: alarms in 30 days, and the part of falls found. */
export const ROWS: readonly (Pick<Setting, 'world' | 'users' | 'shares'> & {
  readonly goal: Goal;
})[] = [
  { world: 1, users: 100, shares: [0.2], goal: { alarms: 0.1, found: [] } },
  { world: 1, users: 500, shares: [0.2], goal: { alarms: 0.2, found: [0.95] } },
  { world: 1, users: 3000, shares: [0.2, 0.1], goal: { alarms: 0.2, found: [0.99, 0.9] } },
  { world: 2, users: 100, shares: [0.2], goal: { alarms: 0.1, found: [] } },
  { world: 2, users: 500, shares: [0.2], goal: { alarms: 0.3, found: [0.9] } },
  { world: 2, users: 3000, shares: [0.2, 0.1], goal: { alarms: 0.3, found: [0.99, 0.4] } },
  { world: 3, users: 100, shares: [0.2], goal: { alarms: 0.2, found: [] } },
  { world: 3, users: 500, shares: [0.2], goal: { alarms: 0.3, found: [0.95] } },
  { world: 3, users: 3000, shares: [0.2], goal: { alarms: 0.3, found: [0.99] } },
];

const HEAD = `| world | new users a day | messages per app in 30 days without a fall | −20 % vs yesterday | same weekday, 2 of 3 | −20 % found in 7 days | mornings it took | −10 % found |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |`;

export function tableOf(counts: readonly Counts[]): string {
  const rows = ROWS.map((row, index) => {
    const found = counts[index];
    if (!found) throw new Error('a row without counts');
    const { apps, alarms, simpleAlarms } = found;
    const [fifth, tenth] = found.found;
    const cells = [
      row.world,
      row.users.toLocaleString('en'),
      `**${(alarms / apps).toFixed(2)}** (goal ${row.goal.alarms})`,
      ...simpleAlarms.map((count) => (count / apps).toFixed(1)),
      share(fifth?.usual, apps, row.goal.found[0]),
      fifth?.usual ? (fifth.days / fifth.usual).toFixed(1) : '–',
      share(tenth?.usual, apps, row.goal.found[1]),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return `${HEAD}\n${rows.join('\n')}\n`;
}

function share(found: number | undefined, apps: number, goal: number | undefined): string {
  if (found === undefined) return '–';
  const percent = (part: number) => `${(part * 100).toFixed(part === 1 ? 0 : 1)} %`;
  return `**${percent(found / apps)}**${goal ? ` (goal ${goal * 100} %)` : ''}`;
}
