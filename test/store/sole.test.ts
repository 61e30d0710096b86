/** One `start` at a time on a SQLite file: who is refused, who is not, and that nothing stale stays behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { copyDatabase } from '../../src/store/backup.ts';
import { openStores } from '../../src/store/index.ts';
import { isStarted, soleStart } from '../../src/store/sole.ts';

const folder = mkdtempSync(join(tmpdir(), 'retention-sole-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let path: string;
let files = 0;
beforeEach(async () => {
  path = join(folder, String(++files), 'retention.db');
  await (await openStores(path)).close();
});

const MORNING = new Date('2026-11-22T01:30:00Z');
const EVENING = new Date('2026-11-22T10:00:00Z');

describe('a second start on the same file', () => {
  it('is refused while the first one runs, and starts when that has ended', async () => {
    const first = await soleStart(path);
    expect(isStarted(path)).toBe(true);
    await expect(soleStart(path)).rejects.toMatchObject({
      code: 'already_running',
      params: { path },
    });
    first.close();
    expect(isStarted(path)).toBe(false);
    (await soleStart(path)).close();
  });

  it.each([
    ['a relative path', () => relative(process.cwd(), path)],
    ['a link to the file', () => linkTo(path)],
    ['a link to its folder', () => join(linkTo(join(path, '..')), 'retention.db')],
  ])('is refused by %s as well', async (_, spelled) => {
    const first = await soleStart(path);
    await expect(soleStart(spelled())).rejects.toMatchObject({ code: 'already_running' });
    expect(isStarted(spelled())).toBe(true);
    first.close();
  });

  it('is refused by another process, until that one is killed without notice', async () => {
    for (const word of ['lastAlive undefined', `lastAlive ${MORNING.toISOString()}`]) {
      const holder = spawn(
        process.execPath,
        [fileURLToPath(new URL('./holder.ts', import.meta.url)), path, MORNING.toISOString()],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const [said] = await once(holder.stdout.setEncoding('utf8'), 'data');
      expect(String(said).trim()).toBe(word);
      expect(isStarted(path)).toBe(true);
      await expect(soleStart(path)).rejects.toMatchObject({ code: 'already_running' });
      holder.kill('SIGKILL');
      await once(holder, 'close');
      expect(isStarted(path)).toBe(false);
    }
  });

  it('leaves every other command its way to the database', async () => {
    const first = await soleStart(path);
    const stores = await openStores(path);
    await stores.check();
    await stores.close();
    first.close();
  });
});

describe('the witness', () => {
  it('tells when the file was alive last, and nothing where nobody said so', async () => {
    const first = await soleStart(path);
    expect(first.lastAlive).toBeUndefined();
    first.alive(MORNING);
    first.alive(EVENING);
    first.close();
    const second = await soleStart(path);
    expect(second.lastAlive).toEqual(EVENING);
    second.close();
  });

  it('outlasts a database that is put in place of another', async () => {
    const first = await soleStart(path);
    first.alive(EVENING);
    first.close();
    rmSync(path);
    const second = await soleStart(path);
    expect(second.lastAlive).toEqual(EVENING);
    second.close();
  });
});

describe('a file that cannot be had', () => {
  it.skipIf(process.getuid?.() === 0)('is told where the folder is read-only', async () => {
    chmodSync(join(path, '..'), 0o500);
    await expect(soleStart(path)).rejects.toMatchObject({ code: 'store_unusable' });
    expect(isStarted(path)).toBe(false);
    chmodSync(join(path, '..'), 0o700);
  });

  it('is told where its folder is none, and made where it is not there yet', async () => {
    await expect(soleStart(join(path, 'retention.db'))).rejects.toMatchObject({
      code: 'store_unusable',
    });
    const fresh = join(folder, 'fresh', 'retention.db');
    expect(isStarted(fresh)).toBe(false);
    (await soleStart(fresh)).close();
    expect(isStarted(fresh)).toBe(false);
  });

  it('is told where something else lies in its place', async () => {
    writeFileSync(`${path}.start`, 'no database, but long enough to be read as one'.repeat(100));
    await expect(soleStart(path)).rejects.toMatchObject({ code: 'store_unusable' });
    expect(isStarted(path)).toBe(false);
  });
});

function linkTo(target: string): string {
  const link = join(folder, `link-${++files}`);
  symlinkSync(target, link);
  return link;
}

describe('a database file that is taken away while a start runs', () => {
  it.each([
    ['deleted', () => rmSync(path)],
    [
      'exchanged',
      () => {
        writeFileSync(`${path}.other`, 'another');
        renameSync(`${path}.other`, path);
      },
    ],
  ])('%s is told, as what is written to it is lost', async (_, take) => {
    const sole = await soleStart(path);
    sole.alive(MORNING);
    take();
    expect(() => sole.alive(EVENING)).toThrow(
      expect.objectContaining({ code: 'store_gone', params: { path } }),
    );
    sole.close();
    // Until then it went on posting, whatever the copy says that takes its place.
    const next = await soleStart(path);
    expect(next.lastAlive).toEqual(EVENING);
    next.close();
  });
});

describe('a copy that was put in the place of a database that had crashed', () => {
  /** The log of what stood there before stays, as after kill -9. */
  async function restored(): Promise<void> {
    const before = new DatabaseSync(path);
    before.exec('PRAGMA journal_mode = WAL');
    before.exec("INSERT INTO keys (name, value) VALUES ('before', 'x')");
    const [to, wal] = [`${path}.copy`, readFileSync(`${path}-wal`)];
    const signal = new AbortController().signal;
    await copyDatabase(path, to, { force: false, now: MORNING, signal, onProgress() {} });
    before.close();
    renameSync(to, path);
    writeFileSync(`${path}-wal`, wal);
  }

  it('is refused while the log of the other is there, by whatever name, and left as it is', async () => {
    await restored();
    const copy = readFileSync(path);
    for (const spelled of [path, linkTo(path)])
      await expect(openStores(spelled)).rejects.toMatchObject({ code: 'store_left_wal' });
    expect(readFileSync(path).equals(copy)).toBe(true);
    rmSync(`${path}-wal`);
    await (await openStores(path)).close();
  });

  it('is no copy any more once it was opened, though whoever did so was killed right after', async () => {
    await restored();
    rmSync(`${path}-wal`);
    const stores = await openStores(path);
    await stores.marks.set('alive', MORNING);
    // Killed: nobody writes the log into the file, and nobody removes it.
    const [file, wal] = [readFileSync(path), readFileSync(`${path}-wal`)];
    await stores.close();
    writeFileSync(path, file);
    writeFileSync(`${path}-wal`, wal);
    const again = await openStores(path);
    expect(await again.marks.get('alive')).toEqual(MORNING);
    expect(await again.marks.get('copied')).toEqual(MORNING);
    await again.close();
  });
});
