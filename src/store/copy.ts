/**
 * Copies a SQLite database to PostgreSQL in one transaction: whatever cuts it, however late, leaves nothing
 * behind that a second try would have to tell from the rows of a bot, and no bot ever reads half of it.
 */
import { existsSync } from 'node:fs';
import { sql, type TableMetadata } from 'kysely';
import { AppError } from '../core/errors.ts';
import { BY_HAND } from '../ports/audit-log.ts';
import type { CopiedTable, CopyHistory, CopyWatch } from '../ports/history-copy.ts';
import { auditLog } from './audit.ts';
import { type Database, isPostgres, openDatabase } from './database.ts';
import { placeOf, postgresError } from './postgres-error.ts';
import { soleStart } from './sole.ts';
import { storeFault } from './sqlite-faults.ts';

/** Rows at a time; the largest are some hundred kilobytes. */
const ROWS = 500;

/** What every command leaves behind that opens a database, and is worth nothing without the rest. */
const PASSING: ReadonlySet<string> = new Set(['keys', 'turns', 'tokens', 'leases', 'replicas']);

/** @throws AppError already_running, migrate_… or store_unusable */
export const copyHistory: CopyHistory = async (from, to, watch) => {
  if (!isPostgres(to)) throw new AppError('migrate_target', {});
  if (!existsSync(from)) throw new AppError('migrate_source', { path: from });
  // No bot starts on the file meanwhile: what it wrote after its table was read would be lost.
  const sole = await soleStart(from);
  let source: Database | undefined;
  try {
    source = await openDatabase(from);
    const target = await openDatabase(to, 0);
    try {
      return await source
        .connection()
        .execute((one) => copyAll(one, target, { ...watch, from, path: placeOf(to) }));
    } catch (error) {
      if (error instanceof AppError || watch.signal.aborted) throw error;
      const fault = storeFault(error, from);
      throw fault === error ? postgresError(to, error) : fault;
    } finally {
      await target.destroy();
    }
  } finally {
    await source?.destroy();
    sole.close();
  }
};

async function copyAll(
  source: Database,
  target: Database,
  {
    from,
    path,
    now,
    onProgress,
    signal,
  }: CopyWatch & { readonly from: string; readonly path: string },
): Promise<readonly CopiedTable[]> {
  // One reading of the whole, whoever writes meanwhile.
  await sql`BEGIN`.execute(source);
  const tables = await source.introspection.getTables();
  const totals = new Map<string, number>();
  for (const { name } of tables) totals.set(name, await countOf(source, name));
  for (const [name, total] of totals) onProgress(name, 0, total);

  const all = await target.startTransaction().execute();
  try {
    await claim(all, tables, path);
    for (const table of tables) {
      const total = totals.get(table.name) ?? 0;
      await copyRows(source, all, table.name, (done) => {
        onProgress(table.name, done, total);
        signal.throwIfAborted();
      });
      await continueNumbers(source, all, table);
    }
    const copied: CopiedTable[] = [];
    for (const table of tables) {
      const differences = await differencesOf(source, all, table);
      copied.push({ table: table.name, rows: totals.get(table.name) ?? 0, differences });
      signal.throwIfAborted();
    }
    if (copied.some(({ differences }) => differences.length > 0)) await all.rollback().execute();
    else {
      const entry = { at: now, adapter: BY_HAND, chat: '', user: '', detail: from } as const;
      await auditLog(all).record({ ...entry, action: 'migrate' });
      await all.commit().execute();
    }
    return copied;
  } catch (error) {
    // A connection that is gone has nothing to roll back.
    if (!all.isRolledBack)
      await all
        .rollback()
        .execute()
        .catch(() => {});
    throw error;
  } finally {
    await sql`ROLLBACK`.execute(source);
  }
}

/** The target is empty, and nobody else writes to it until the end. */
async function claim(all: Database, tables: readonly TableMetadata[], path: string) {
  await sql`set local statement_timeout = 0`.execute(all);
  // It idles while the sums of a large source are taken.
  await sql`set local idle_in_transaction_session_timeout = 0`.execute(all);
  const names = tables.map(({ name }) => sql.table(name));
  await sql`lock table ${sql.join(names)} in exclusive mode`.execute(all);
  for (const { name } of tables)
    if (PASSING.has(name)) await sql`delete from ${sql.table(name)}`.execute(all);
    else if ((await countOf(all, name)) > 0)
      throw new AppError('migrate_occupied', { path, detail: name });
}

async function countOf(db: Database, table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(table)}`.execute(db);
  return rows[0]?.count ?? 0;
}

async function copyRows(
  source: Database,
  target: Database,
  name: string,
  onRows: (done: number) => void,
): Promise<void> {
  const table = sql.table(name);
  for (let last = 0, done = 0; ; ) {
    const { rows } = await sql<{ row_of_source: number }>`
      select rowid as row_of_source, * from ${table}
      where rowid > ${last} order by rowid limit ${ROWS}`.execute(source);
    const end = rows.at(-1);
    if (!end) return;
    await sql`
      insert into ${table}
      select * from json_populate_recordset(null::${table}, ${JSON.stringify(rows)}::json)
    `.execute(target);
    last = end.row_of_source;
    done += rows.length;
    onRows(done);
  }
}

/** Past the highest number there ever was: people name alerts and subscriptions by them. */
async function continueNumbers(source: Database, target: Database, table: TableMetadata) {
  for (const { name } of table.columns.filter((column) => column.isAutoIncrementing)) {
    const { rows } = await sql<{ seq: number }>`
      select seq from sqlite_sequence where name = ${table.name} and seq > 0`.execute(source);
    for (const { seq } of rows)
      await sql`
        select setval(pg_get_serial_sequence(${table.name}, ${name}), ${seq})`.execute(target);
  }
}

async function differencesOf(source: Database, target: Database, table: TableMetadata) {
  const [own, copied] = [await sumsOf(source, table), await sumsOf(target, table)];
  return Object.keys(own)
    .filter((what) => own[what] !== copied[what])
    .map((what) => ({ what, source: own[what] ?? '', target: copied[what] ?? '' }));
}

/** The count, and of each column the sum of its numbers or of its lengths. */
async function sumsOf(db: Database, table: TableMetadata): Promise<Record<string, string>> {
  const sums = table.columns.map(({ name, dataType }) => {
    const isText = dataType.toLowerCase() === 'text';
    const added = isText ? sql`length(${sql.ref(name)})` : sql.ref(name);
    const what = isText ? `sum(length(${name}))` : `sum(${name})`;
    return sql`cast(coalesce(sum(${added}), 0) as text) as ${sql.id(what)}`;
  });
  const { rows } = await sql<Record<string, string>>`
    select cast(count(*) as text) as "count(*)", ${sql.join(sums)} from ${sql.table(table.name)}
  `.execute(db);
  return rows[0] ?? {};
}
