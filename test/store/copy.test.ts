/** A SQLite history moves to PostgreSQL whole, or not at all, and both say the same afterwards. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { periodOf, shift } from '../../src/core/period.ts';
import type { Stores } from '../../src/ports/stores.ts';
import { copyHistory } from '../../src/store/copy.ts';
import { openStores } from '../../src/store/index.ts';
import { soleStart } from '../../src/store/sole.ts';
import { snapshot } from '../contracts/stores.ts';
import { type PostgresServer, run, startPostgres } from '../doubles/postgres.ts';

const NEWEST = periodOf('day', '2026-11-21');
const MORNING = new Date('2026-11-22T01:30:00Z');
const LATER = new Date('2026-11-22T02:30:00Z');
const RANGE = { first: '2020-01-01', last: '2030-01-01' };
const WANTED = { adapter: 'slack', chat: 'C1', grain: 'day', app: undefined, by: 'U1' } as const;

const folder = mkdtempSync(join(tmpdir(), 'retention-copy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

let files = 0;
let from: string;
let to: string;
beforeEach(async () => {
  from = join(folder, `${++files}`, 'retention.db');
  to = await server.newDatabase();
});

const quiet = {
  now: new Date('2026-11-22T01:30:00Z'),
  onProgress() {},
  signal: new AbortController().signal,
};
/** Some rows of figures and answers, more than go at a time. */
const COHORTS = 700;

const filled = join(folder, 'filled.db');
beforeAll(() => fill(filled));

/** A row at least in every table, in every kind of writing. */
async function fill(path: string): Promise<void> {
  const stores = await openStores(path);
  await Promise.all(
    Array.from({ length: COHORTS }, (_, back) =>
      stores.snapshots.save(
        'wx1',
        snapshot(shift(NEWEST, -back), { new: [[0, 100 + back]], active: [[0, 900 + back]] }),
        NEWEST,
        MORNING,
      ),
    ),
  );
  await stores.addresses.remember('teams', '19:晨读时光🌅', { name: '晨读\u0000时光 “é”' });
  await stores.addresses.subscribe('teams', '19:晨读时光🌅', true);
  for (const at of ['09:00', '10:00', '11:00'])
    await stores.subscriptions.add({ ...WANTED, at, zone: 'Asia/Shanghai' }, MORNING);
  await stores.subscriptions.remove(WANTED, 3);
  await stores.turns.next('wx1', 1000, MORNING);
  await stores.signingKey('the first key');
  await stores.marks.set('alive', MORNING);
  await stores.close();
  const file = new DatabaseSync(path);
  for (const { name } of file.prepare(TABLES).all() as { name: string }[]) {
    const columns = file.prepare(`PRAGMA table_info("${name}")`).all() as unknown as Column[];
    if (file.prepare(`SELECT 1 FROM "${name}"`).get()) continue;
    const values = columns.map(({ type, cid }) =>
      type === 'TEXT' ? `'文 ${name} ${cid}'` : cid + 1,
    );
    file.exec(`INSERT INTO "${name}" VALUES (${values.join(', ')})`);
  }
  file.close();
}

interface Column {
  readonly cid: number;
  readonly type: string;
}

const TABLES = `SELECT name FROM sqlite_schema WHERE type = 'table'
  AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'kysely_%' ORDER BY name`;

/** Everything, as text that must be alike in both. */
async function contentOf(database: string): Promise<Record<string, string[]>> {
  const file = new DatabaseSync(from);
  const names = (file.prepare(TABLES).all() as { name: string }[]).map(({ name }) => name);
  const rowsOf = async (name: string) =>
    database === from
      ? file.prepare(`SELECT * FROM "${name}"`).all()
      : run(database, `SELECT * FROM "${name}"`);
  const content: Record<string, string[]> = {};
  for (const name of names)
    content[name] = (await rowsOf(name))
      .map((row) => JSON.stringify(Object.values(row).map(String)))
      .sort();
  file.close();
  return content;
}

/** All of it, and one line more in the audit. */
async function expectMoved(): Promise<void> {
  const { audit = [], ...content } = await contentOf(from);
  const entry = ['2', quiet.now.toISOString(), 'terminal', '', '', 'migrate', from];
  const { audit: written, ...moved } = await contentOf(to);
  expect(moved).toEqual(content);
  expect(written).toEqual([...audit, JSON.stringify(entry)]);
}

async function expectEmpty(): Promise<void> {
  for (const rows of Object.values(await contentOf(to))) expect(rows).toEqual([]);
}

describe('a history that moves', () => {
  beforeEach(() => {
    mkdirSync(dirname(from));
    copyFileSync(filled, from);
  });

  it('is the same in every row of every table, and says so', async () => {
    const told = new Map<string, [number, number]>();
    const copied = await copyHistory(from, to, {
      ...quiet,
      onProgress: (table, done, total) => told.set(table, [done, total]),
    });
    const content = await contentOf(from);
    expect(Object.values(content).every((rows) => rows.length > 0)).toBe(true);
    await expectMoved();
    expect(copied.map(({ table, rows }) => [table, rows]).sort()).toEqual(
      Object.entries(content)
        .map(([table, rows]) => [table, rows.length])
        .sort(),
    );
    expect(copied.flatMap(({ differences }) => differences)).toEqual([]);
    for (const [done, total] of told.values()) expect(done).toBe(total);
    expect(told.get('figures')).toEqual([COHORTS * 2, COHORTS * 2]);
  });

  it('answers as before, and goes on with its numbers', async () => {
    await copyHistory(from, to, quiet);
    const read = async (stores: Stores) => ({
      triangle: await stores.snapshots.triangle('wx1', 'day', RANGE, LATER),
      asked: await stores.snapshots.asked('wx1', 'day'),
      addresses: await stores.addresses.list('teams'),
      subscriptions: await stores.subscriptions.list(),
      key: await stores.signingKey('another'),
      alive: await stores.marks.get('alive'),
    });
    const [before, after] = [await openStores(from), await openStores(to)];
    const known = await read(before);
    expect(await read(after)).toEqual(known);
    expect(known.triangle.size).toBe(COHORTS);
    // Number 3 was given once, and is somebody's "unsubscribe 3".
    const added = await after.subscriptions.add({ ...WANTED, at: '12:00', zone: 'UTC' }, LATER);
    expect(added.number).toBe(4);
    await before.close();
    await after.close();
  });

  it('is given all the time it takes, also while only its source is read', async () => {
    await (await openStores(to)).close();
    await run(
      to,
      `create table bounds (statement text, idle text);
       create function bounds() returns trigger language plpgsql as
       $$ begin
         insert into bounds values (current_setting('statement_timeout'),
           current_setting('idle_in_transaction_session_timeout'));
         return null;
       end $$;
       create trigger bounds after insert on figures execute function bounds()`,
    );
    await copyHistory(from, to, quiet);
    expect(await run(to, 'select distinct * from bounds')).toEqual([{ statement: '0', idle: '0' }]);
  });

  it('takes the place of what a command leaves behind', async () => {
    const stores = await openStores(to);
    await stores.signingKey('made by doctor');
    await stores.close();
    await copyHistory(from, to, quiet);
    await expectMoved();
  });

  it('is not mixed with another', async () => {
    await copyHistory(from, to, quiet);
    const before = await contentOf(to);
    await expect(copyHistory(from, to, quiet)).rejects.toMatchObject({ code: 'migrate_occupied' });
    expect(await contentOf(to)).toEqual(before);
  });

  it('moves once where two move it at the same moment', async () => {
    const second = join(folder, `${files}`, 'other.db');
    copyFileSync(filled, second);
    const ends = await Promise.allSettled([from, second].map((one) => copyHistory(one, to, quiet)));
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('stays where it is while a bot runs on it', async () => {
    const sole = await soleStart(from);
    await expect(copyHistory(from, to, quiet)).rejects.toMatchObject({ code: 'already_running' });
    sole.close();
    await copyHistory(from, to, quiet);
  });

  it('leaves nothing where it does not arrive as it was', async () => {
    await (await openStores(to)).close();
    await run(
      to,
      `create function off_by_one() returns trigger language plpgsql as
       $$ begin if new.value = 777 then new.value := 778; end if; return new; end $$;
       create trigger off before insert on figures for each row execute function off_by_one()`,
    );
    const copied = await copyHistory(from, to, quiet);
    const differing = copied.filter(({ differences }) => differences.length > 0);
    expect(differing).toMatchObject([{ table: 'figures', differences: [{ what: 'sum(value)' }] }]);
    const [sum] = differing[0]?.differences ?? [];
    expect(Number(sum?.target) - Number(sum?.source)).toBe(1);
    await expectEmpty();
  });

  it('leaves nothing when its process is killed midway, and moves at the next try', async () => {
    await (await openStores(to)).close();
    // The copy waits in the middle of a late table for a lock that this test holds.
    await run(
      to,
      `create function wait() returns trigger language plpgsql as
       $$ begin perform pg_advisory_xact_lock(7); return new; end $$;
       create trigger wait before insert on figures for each row execute function wait()`,
    );
    const holder = new Client({ connectionString: to });
    await holder.connect();
    await holder.query('select pg_advisory_lock(7)');
    const script = fileURLToPath(new URL('./copier.ts', import.meta.url));
    const child = spawn(process.execPath, [script, from, to], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface(child.stdout);
    for await (const line of lines) if (line === `answers ${COHORTS}`) break;
    const closed = once(child, 'exit');
    child.kill('SIGKILL');
    await closed;
    await holder.end();
    // Waits until the server has noticed.
    await run(to, 'drop trigger wait on figures');
    await expectEmpty();
    await copyHistory(from, to, quiet);
    await expectMoved();
  });

  it('leaves nothing when the server is killed midway, says so, and moves at the next try', async () => {
    let killed: Promise<void> | undefined;
    const copying = copyHistory(from, to, {
      ...quiet,
      onProgress: (table, done) => {
        if (table === 'figures' && done > 0) killed ??= server.kill();
      },
    });
    await expect(copying).rejects.toMatchObject({ code: 'store_unusable' });
    await killed;
    await server.start();
    await expectEmpty();
    await copyHistory(from, to, quiet);
    await expectMoved();
  });

  it('leaves nothing when it is stopped', async () => {
    const stopping = new AbortController();
    const copying = copyHistory(from, to, {
      ...quiet,
      signal: stopping.signal,
      onProgress: (table, done) => {
        if (table === 'figures' && done > 0) stopping.abort();
      },
    });
    await expect(copying).rejects.toMatchObject({ name: 'AbortError' });
    await expectEmpty();
  });
});

describe('a move that cannot be', () => {
  it('is told where there is no file, and makes none', async () => {
    await expect(copyHistory(from, to, quiet)).rejects.toMatchObject({
      code: 'migrate_source',
      params: { path: from },
    });
  });

  it('is told where the target is no PostgreSQL database', async () => {
    await expect(copyHistory(from, 'data/other.db', quiet)).rejects.toMatchObject({
      code: 'migrate_target',
    });
  });
});
