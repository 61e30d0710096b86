/** The database as it was at the end of a day, and what its rules would leave of it long afterwards. */
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openStores } from '../../src/store/index.ts';
import { rowsOf } from './measure.ts';
import { dateOf, RAW_DAYS } from './setting.ts';

/** Whole at any time, also while it is replaced. */
export function keepCopy(of: string, path: string): void {
  const fresh = `${path}.fresh`;
  rmSync(fresh, { force: true });
  const file = new DatabaseSync(of);
  file.prepare('VACUUM INTO ?').run(fresh);
  file.close();
  renameSync(fresh, path);
}

/** Longer than anything is kept that isn't kept for ever. */
const YEARS_DAYS = 500;

/** Rows of every table, had nothing happened for so long but the daily pruning. */
export async function leftAfterYears(path: string, day: number): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'retention-soak-'));
  const copy = join(folder, 'later.db');
  keepCopy(path, copy);
  const stores = await openStores(copy);
  const later = new Date(`${dateOf(day + YEARS_DAYS)}T12:00:00+08:00`);
  await stores.prune(later, { rawDays: RAW_DAYS }, new AbortController().signal);
  await stores.close();
  const rows = rowsOf(copy);
  rmSync(folder, { recursive: true, force: true });
  return rows;
}
