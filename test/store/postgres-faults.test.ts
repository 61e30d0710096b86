/** What is wrong with a PostgreSQL database is said in one sentence, without its password; and a server that comes back is used again. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError, explain } from '../../src/core/errors.ts';
import { textFor } from '../../src/core/text/index.ts';
import { isPostgres, openStores } from '../../src/store/index.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { postgresError } from '../../src/store/postgres-error.ts';
import { type PostgresServer, run, startPostgres } from '../doubles/postgres.ts';

const MORNING = new Date('2026-11-22T01:30:00Z');

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

describe('an address', () => {
  it.each([
    ['postgres://u:p@h/d', true],
    ['postgresql://h/d', true],
    ['data/retention.db', false],
    [':memory:', false],
    ['postgres.db', false],
  ])('%s names a PostgreSQL database: %s', (database, expected) => {
    expect(isPostgres(database)).toBe(expected);
  });
});

describe('a database that cannot be used is told', () => {
  const SECRET = 'hunter@2/x';
  const other = (change: (url: URL) => void): string => {
    const url = new URL(server.url('postgres'));
    change(url);
    return url.href;
  };
  const told = async (url: string) => {
    const error = await openStores(url).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof AppError)) throw new Error(`not refused: ${String(error)}`);
    const everything = [
      error.stack,
      JSON.stringify(error),
      JSON.stringify(error.cause),
      ...(['en', 'zh-CN'] as const).map((locale) => explain(error, textFor(locale))),
    ].join('\n');
    for (const secret of [SECRET, encodeURIComponent(SECRET), new URL(server.url('x')).password])
      expect(everything).not.toContain(secret);
    return error;
  };

  it('with a wrong password', async () => {
    const error = await told(
      other((url) => {
        url.password = encodeURIComponent(SECRET);
      }),
    );
    expect(error).toMatchObject({ code: 'store_unusable', params: { fault: 'password' } });
    expect(error.message).toContain('127.0.0.1');
    expect(error.message).toContain('/postgres');
  });

  it('of an unknown host', async () => {
    const error = await told(`postgres://u:${encodeURIComponent(SECRET)}@no.such.invalid/d`);
    expect(error).toMatchObject({ params: { fault: 'host', path: 'no.such.invalid/d' } });
  });

  it('of a port where nobody listens, and of one that cuts the connection', async () => {
    const cutting = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(cutting, 'listening');
    const { port } = cutting.address() as { port: number };
    const url = other((one) => {
      one.port = String(port);
    });
    expect(await told(url)).toMatchObject({ params: { fault: 'host' } });
    cutting.close();
    await once(cutting, 'close');
    expect(await told(url)).toMatchObject({ params: { fault: 'host' } });
  });

  it('that does not exist', async () => {
    const error = await told(server.url('nowhere'));
    expect(error).toMatchObject({ params: { fault: 'missing' } });
    expect(error.message).toContain('nowhere');
  });

  it('whose user may not make tables', async () => {
    const url = await server.newDatabase();
    await run(url, `create role reader login password 'reader'`);
    await run(url, 'revoke create on schema public from public');
    const reader = new URL(url);
    reader.username = 'reader';
    reader.password = 'reader';
    expect(await told(reader.href)).toMatchObject({ params: { fault: 'rights' } });
  });

  it('that is too old', async () => {
    const url = await server.newDatabase();
    const name = new URL(url).pathname.slice(1);
    await run(
      url,
      `create schema old;
       create function old.current_setting(text) returns text language sql as
       $$ select case $1 when 'server_version_num' then '120022' when 'server_version' then '12.22' else 'UTF8' end $$;
       alter database ${name} set search_path = old, pg_catalog, public`,
    );
    expect(await told(url)).toMatchObject({ params: { fault: 'old', detail: '12.22' } });
  });

  it('that cannot hold Chinese', async () => {
    await run(
      server.url('postgres'),
      `create database latin template template0 encoding 'LATIN1' locale_provider libc locale 'C'`,
    );
    expect(await told(server.url('latin'))).toMatchObject({
      params: { fault: 'encoding', detail: 'LATIN1' },
    });
  });

  it.each([
    'postgres://u:hunter@2/x@h/d',
    'postgres://u:9#hunter@h/d',
    'postgres://u:9/hunter@h/d',
    'postgres://u:hunter@[h/d',
  ])('by an address that is none, or whose password is not escaped: %s', async (url) => {
    const error = await told(url);
    expect(error).toMatchObject({ params: { fault: 'url' } });
    expect(explain(error, textFor('en'))).not.toMatch(/hunter|2\/x/);
  });

  it('by every fault without the password, even where the server repeats it', () => {
    const url = `postgres://u:${encodeURIComponent(SECRET)}@h/d`;
    const error = postgresError(url, new Error(`${SECRET} of ${url} is wrong`));
    expect(error.message).not.toContain('hunter');
  });
});

describe('the check', () => {
  it('finds a sound database sound, and leaves nothing behind', async () => {
    const url = await server.newDatabase();
    const stores = await openStores(url);
    await Promise.all([1, 2, 3].map(() => stores.check()));
    expect(await run(url, 'select * from keys')).toEqual([]);
    await stores.close();
  });

  it('says so where it may only be read', async () => {
    const url = await server.newDatabase();
    await (await openStores(url)).close();
    const name = new URL(url).pathname.slice(1);
    await run(url, `alter database ${name} set default_transaction_read_only = on`);
    const stores = await openStores(url);
    await expect(stores.check()).rejects.toMatchObject({
      code: 'store_unusable',
      params: { detail: expect.stringContaining('read-only') },
    });
    await stores.close();
  });
});

describe('a server that falls silent', () => {
  it('is given up, and used again once it speaks', async () => {
    const url = new URL(await server.newDatabase());
    const sockets = new Set<Socket>();
    const proxy = createServer((near) => {
      const far = connect(Number(url.port), url.hostname);
      near.pipe(far).pipe(near);
      for (const socket of [near, far]) sockets.add(socket.on('error', () => {}));
      near.on('close', () => far.destroy());
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const through = new URL(url);
    through.hostname = '127.0.0.1';
    through.port = String((proxy.address() as AddressInfo).port);
    const db = await openPostgres(through.href, 300);
    const ask = () => sql<{ one: number }>`select 1 as one`.execute(db);
    await ask();
    for (const socket of sockets) socket.unpipe().pause();
    await expect(ask()).rejects.toMatchObject({
      code: 'store_unusable',
      params: { fault: 'host' },
    });
    expect((await ask()).rows).toEqual([{ one: 1 }]);
    await db.destroy();
    proxy.close();
    for (const socket of sockets) socket.destroy();
  });
});

describe('a connection that is ended', () => {
  it('is told as a database that is out of reach, by the query under way; a fault of a query is not', async () => {
    const url = await server.newDatabase();
    const db = await openPostgres(url);
    await expect(sql`select 1 / 0`.execute(db)).rejects.toMatchObject({ code: '22012' });
    const asked = sql`select pg_terminate_backend(pg_backend_pid()), pg_sleep(10)`.execute(db);
    await expect(asked).rejects.toMatchObject({ code: 'store_unusable' });
    await db.destroy();
  });
});

describe('a server that is killed', () => {
  it('fails what is asked meanwhile, ends no process, and is used again once it is back', async () => {
    const url = await server.newDatabase();
    const stores = await openStores(url);
    await stores.ticks.watermark('daily', MORNING);
    // Every connection of the pool has been open when the server dies.
    await Promise.all(Array.from({ length: 20 }, (_, index) => stores.charts.get(`${index}`)));
    await server.kill();
    // Connections outlive their server for a moment, and say each that they broke; whatever asks after them
    // is told that no server answers.
    const askAll = () =>
      Promise.allSettled(Array.from({ length: 20 }, () => stores.charts.get('a')));
    while ((await askAll()).some(({ status }) => status === 'fulfilled'));
    await expect(stores.charts.get('a')).rejects.toMatchObject({
      code: 'store_unusable',
      params: { fault: 'host' },
    });
    await expect(stores.check()).rejects.toMatchObject({
      code: 'store_unusable',
      params: { fault: 'host' },
    });
    await server.start();
    expect(await stores.ticks.watermark('daily', new Date(0))).toEqual(MORNING);
    await stores.check();
    await stores.close();
  });

  it('fails the saves under way, and keeps every one that was acknowledged', async () => {
    const url = await server.newDatabase();
    const stores = await openStores(url);
    const acknowledged: string[] = [];
    let [isKilled, next] = [false, 0];
    const writers = Array.from({ length: 4 }, async () => {
      while (!isKilled) {
        next += 1;
        const name = `wx${next}`;
        await stores.pauses
          .pause({ chat: name, since: MORNING, code: 'internal', params: {} })
          .then(
            () => acknowledged.push(name),
            () => {},
          );
        if (acknowledged.length === 50) {
          isKilled = true;
          await server.kill();
        }
      }
    });
    await Promise.all(writers);
    await server.start();
    const kept = (await stores.pauses.list()).map(({ chat }) => chat);
    expect(kept).toEqual(expect.arrayContaining(acknowledged));
    await stores.close();
  });
});
