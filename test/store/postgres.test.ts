/** PostgreSQL keeps the contracts that SQLite keeps, alone and shared by two processes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { periodOf } from '../../src/core/period.ts';
import { openStores } from '../../src/store/index.ts';
import { alertStoresContract, sharedAlertStoresContract } from '../contracts/alert-stores.ts';
import { chatStoresContract, sharedChatStoresContract } from '../contracts/chat-stores.ts';
import { sharedBooksContract } from '../contracts/shared-stores.ts';
import { sharedStoresContract, snapshot, storesContract } from '../contracts/stores.ts';
import { type PostgresServer, run, startPostgres } from '../doubles/postgres.ts';

const NEWEST = periodOf('day', '2026-11-21');
const MORNING = new Date('2026-11-22T01:30:00Z');
const APP = 'wx1234567890abcdef';

let server: PostgresServer;
/** The name of a database with the newest schema. */
let like: string;
beforeAll(async () => {
  server = await startPostgres();
  const url = await server.newDatabase();
  await (await openStores(url)).close();
  like = nameOf(url);
});
afterAll(() => server?.stop());

/** One database for all, emptied: making one takes longer than most tests. */
const open = async () => {
  const url = server.url(like);
  await run(url, EMPTY);
  const stores = await openStores(url);
  return { stores, reopen: () => openStores(url), close: stores.close };
};

const EMPTY = `do $$
declare one record;
begin
  for one in select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely%' loop
    execute format('delete from %I', one.tablename);
  end loop;
  for one in select sequencename from pg_sequences where schemaname = 'public' loop
    execute format('alter sequence %I restart', one.sequencename);
  end loop;
end $$`;

for (const contract of [storesContract, chatStoresContract, alertStoresContract])
  contract('PostgreSQL', open);

for (const contract of [
  sharedStoresContract,
  sharedChatStoresContract,
  sharedAlertStoresContract,
  sharedBooksContract,
])
  contract('PostgreSQL', open);

describe('the PostgreSQL database', () => {
  it('is made once when several processes start on it at the same moment', async () => {
    const url = await server.newDatabase();
    const all = await Promise.all(Array.from({ length: 6 }, () => openStores(url)));
    for (const stores of all) await stores.check();
    for (const stores of all) await stores.close();
    const made = await run(url, 'select name from kysely_migration');
    expect(made.length).toBeGreaterThanOrEqual(5);
  });

  it('compares text by its bytes, whatever the order of its language', async () => {
    const { stores, close } = await open();
    for (const id of ['b', 'A', 'a', 'B']) await stores.addresses.remember('teams', id, {});
    const ids = (await stores.addresses.list('teams')).map((one) => one.id);
    expect(ids).toEqual(['A', 'B', 'a', 'b']);
    const others = await run(
      server.url(like),
      `select attrelid::regclass, attname from pg_attribute
       where attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace and relname not like 'kysely%')
         and atttypid = 'text'::regtype and attcollation <> '"C"'::regcollation`,
    );
    expect(others).toEqual([]);
    await close();
  });

  it('numbers subscriptions from 1 on, and never gives a number again', async () => {
    const { stores, close } = await open();
    const wanted = {
      adapter: 'slack',
      chat: 'C1',
      grain: 'day',
      app: undefined,
      by: 'U1',
    } as const;
    const add = (at: string) =>
      stores.subscriptions.add({ ...wanted, at, zone: 'Asia/Shanghai' }, MORNING);
    expect((await add('09:00')).number).toBe(1);
    await stores.subscriptions.remove(wanted, 1);
    expect((await add('09:00')).number).toBe(2);
    await close();
  });

  it('keeps every figure once, however many processes save one cohort at once', async () => {
    const { stores, reopen, close } = await open();
    const other = await reopen();
    const saves = Array.from({ length: 40 }, (_, index) => {
      const value = 100 + (index % 4);
      const seen = new Date(MORNING.getTime() + index);
      const answer = snapshot(NEWEST, { new: [[0, value]], active: [[0, value * 9]] });
      return (index % 2 === 0 ? stores : other).snapshots.save(APP, answer, NEWEST, seen);
    });
    await Promise.all(saves);
    const last = snapshot(NEWEST, { new: [[0, 7]] });
    const later = new Date(MORNING.getTime() + 1000);
    await stores.snapshots.save(APP, last, NEWEST, later);
    const known = await other.snapshots.triangle(APP, 'day', NEWEST, later);
    expect(known.get(NEWEST.first)?.counts.new.get(0)).toBe(7);
    await other.close();
    await close();
  });

  it('ends neither of two that save the same cohorts in opposite orders', async () => {
    const { stores, reopen, close } = await open();
    const other = await reopen();
    const apps = Array.from({ length: 30 }, (_, index) => `wx${index}`);
    const answer = snapshot(NEWEST, { new: [[0, 1]] });
    for (let round = 0; round < 5; round += 1) {
      const seen = new Date(MORNING.getTime() + round);
      await Promise.all([
        ...apps.map((app) => stores.snapshots.save(app, answer, NEWEST, seen)),
        ...apps.toReversed().map((app) => other.snapshots.save(app, answer, NEWEST, seen)),
      ]);
    }
    expect(await stores.snapshots.hasPeople('wx29', 'day')).toBe(true);
    await other.close();
    await close();
  });
});

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}
