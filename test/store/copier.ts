/** Run as a process of its own: copies a SQLite database to PostgreSQL and prints a line for each table's rows. */
import { writeSync } from 'node:fs';
import { copyHistory } from '../../src/store/copy.ts';

const [from = '', to = ''] = process.argv.slice(2);
await copyHistory(from, to, {
  now: new Date(),
  signal: new AbortController().signal,
  onProgress: (table, done) => void writeSync(1, `${table} ${done}\n`),
});
writeSync(1, 'done\n');
