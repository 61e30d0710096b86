/** `backup`: a copy of the SQLite database, also beside a running bot. */
import { type Locale, textFor } from '../core/text/index.ts';
import { progressBar } from '../progress.ts';
import type { Terminal } from './house.ts';

/** What it copies; nothing is opened for it, so that what an older version wrote is copied as it is. */
export interface Original {
  /** SQLite file, or the URL of a PostgreSQL database, which is told to have tools of its own. */
  readonly database: string;
  readonly locale: Locale;
  readonly signal: AbortSignal;
  copy(
    database: string,
    to: string,
    options: {
      force: boolean;
      now: Date;
      signal: AbortSignal;
      onProgress(done: number, total: number): void;
    },
  ): Promise<number>;
}

export interface BackupArgs {
  readonly file: string;
  readonly force: boolean;
}

const MEGABYTE = 1024 * 1024;

export async function runBackup(
  { database, locale, signal, copy }: Original,
  { file, force }: BackupArgs,
  { stdout, stderr, now }: Terminal,
): Promise<number> {
  const { terminal } = textFor(locale);
  const bar = progressBar(stderr, terminal.copying, { now, words: terminal.pace });
  let size: number;
  try {
    size = await copy(database, file, {
      force,
      now: now(),
      signal,
      onProgress: (done, total) => bar.update('pages', done, total),
    });
  } finally {
    bar.end();
  }
  const megabytes = (size / MEGABYTE).toFixed(1);
  stdout.write(`${terminal.backedUp({ path: file, size: megabytes })}\n`);
  return 0;
}
