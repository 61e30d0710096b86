/** Two measurements side by side, with their ratios and the goals. */
import { cpus } from 'node:os';
import type { Asked, Asking } from './asking.ts';
import type { Posts } from './outside.ts';

export interface Measured extends Asked {
  readonly name: string;
  readonly lagMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly posts: Posts;
  readonly load: string;
  readonly faults: readonly string[];
}

interface Row {
  readonly name: string;
  readonly of: (measured: Measured) => number;
  /** Milliseconds that it may take. */
  readonly goal?: number;
}

const ROWS: readonly Row[] = [
  { name: 'acknowledged, p50', of: ({ acknowledged }) => at(acknowledged, 0.5) },
  { name: 'acknowledged, p99', of: ({ acknowledged }) => at(acknowledged, 0.99), goal: 50 },
  { name: 'answered, p50', of: ({ answered }) => at(answered, 0.5) },
  { name: 'answered, p99', of: ({ answered }) => at(answered, 0.99) },
  { name: 'chart by URL, p50', of: ({ charts }) => at(charts, 0.5) },
  { name: 'chart by URL, p99', of: ({ charts }) => at(charts, 0.99) },
  { name: 'event loop lag, p50', of: ({ lagMs }) => lagMs.p50 },
  { name: 'event loop lag, p99', of: ({ lagMs }) => lagMs.p99, goal: 20 },
  { name: 'event loop lag, longest', of: ({ lagMs }) => lagMs.max },
  { name: 'command left late, at most', of: ({ lateMs }) => lateMs },
];

/** Names of the goals that were missed. */
export function missed(measured: Measured): string[] {
  return ROWS.flatMap(({ name, of, goal }) =>
    goal !== undefined && !(of(measured) <= goal) ? [name] : [],
  );
}

export function tableOf(
  calm: Measured,
  busy: Measured,
  { seconds, perSecond }: Pick<Asking, 'seconds' | 'perSecond'>,
): string {
  const ms = (value: number) => (Number.isNaN(value) ? '' : `${value.toFixed(1)} ms`);
  const lines = ROWS.map(({ name, of, goal }) => {
    const ratio = of(busy) / of(calm);
    const times = Number.isFinite(ratio) ? `× ${ratio.toFixed(1)}` : '';
    return `| ${name} | ${ms(of(calm))} | ${ms(of(busy))} | ${times} | ${goal ? `≤ ${goal} ms` : ''} |`;
  });
  const count = (of: (one: Measured) => number | string) => `${of(calm)} | ${of(busy)} | | |`;
  const [cpu] = cpus();
  return `${[
    `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, Node ${process.versions.node}; ${perSecond} commands a second for ${seconds} s`,
    '',
    `| measured | ${calm.name} | ${busy.name} | ratio | goal |`,
    '| --- | ---: | ---: | ---: | ---: |',
    ...lines,
    `| commands acknowledged of ${seconds * perSecond} | ${count((one) => one.acknowledged.length)}`,
    `| commands answered | ${count((one) => one.answered.length)}`,
    `| digests posted, each once | ${count((one) => Object.keys(one.posts.posts).length)}`,
    `| pictures uploaded | ${count((one) => one.posts.pictures)}`,
    `| errors | ${count((one) => one.faults.length)}`,
    `| load of the machine (1 min) | ${count((one) => one.load)}`,
  ].join('\n')}\n`;
}

function at(values: readonly number[], quantile: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))] ?? Number.NaN;
}
