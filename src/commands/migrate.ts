/** `migrate`: moves what a SQLite file holds to PostgreSQL, and says of each table whether it arrived. */
import { AppError } from '../core/errors.ts';
import { formatter } from '../core/format.ts';
import { type Locale, textFor } from '../core/text/index.ts';
import type { CopiedTable, CopyHistory } from '../ports/history-copy.ts';
import { progressBar } from '../progress.ts';
import type { Terminal } from './house.ts';

export interface Move {
  /** SQLite file. */
  readonly from: string;
  /** URL of a PostgreSQL database. */
  readonly to: string;
  readonly locale: Locale;
  readonly signal: AbortSignal;
  readonly copy: CopyHistory;
}

/** @throws AppError already_running, migrate_… or store_unusable */
export async function runMigrate(
  { from, to, locale, signal, copy }: Move,
  { stdout, stderr, now }: Terminal,
): Promise<number> {
  const { terminal } = textFor(locale);
  const bar = progressBar(stderr, terminal.migrate.copying, { now, words: terminal.pace });
  let copied: readonly CopiedTable[];
  try {
    copied = await copy(from, to, { now: now(), signal, onProgress: bar.update });
  } finally {
    bar.end();
  }
  for (const one of copied) stdout.write(`${lineOf(one, locale)}\n`);
  const differing = copied.filter(({ differences }) => differences.length > 0);
  if (differing.length > 0)
    throw new AppError('migrate_differs', {
      detail: differing.map(({ table }) => table).join(', '),
    });
  stdout.write(`${terminal.migrate.done({ path: from })}\n`);
  return 0;
}

function lineOf({ table, rows, differences }: CopiedTable, locale: Locale): string {
  const { migrate } = textFor(locale).terminal;
  const what = { table, rows: formatter(locale).count(rows) };
  if (differences.length === 0) return migrate.same(what);
  const found = differences.map((one) => `${one.what} ${one.source} → ${one.target}`).join(' · ');
  return migrate.differs({ ...what, found });
}
