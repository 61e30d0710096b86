/** What the matrix is played on: a simulated WeChat whose users fall, chats, and a database as it was the evening before. */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addDays, beijingDate } from '../../src/core/period.ts';
import { startSimulatedWeChat } from '../../src/demo/wechat-server.ts';
import type { World } from '../../src/demo/world.ts';
import { worldOf } from '../doubles/worlds.ts';
import type { Life } from './bot.ts';
import { type Chats, openChats } from './chats.ts';
import { CLOSED } from './line.ts';

const SECRET = 'an-AppSecret-nobody-has';
const APPS = [
  { appid: 'wx1234567890abcdef', name: 'Reader', secret: SECRET, seed: 7 },
  { appid: 'wxfedcba0987654321', name: 'Lotus Store', secret: SECRET, seed: 8 },
];
/** Users who come from that day on return less. */
const FALL = '2026-07-25';
const EVE = '2026-07-22';
const PREPARED = 4;
/** The morning that is played: the first on which the fall is told. */
const MORNING = '2026-07-27';

export const READABLE = ['growth', 'board'];
export const UNREADABLE = `${CLOSED}-room`;

/** Makes empty databases, and copies of one. */
export interface Databases {
  readonly name: 'SQLite' | 'PostgreSQL';
  empty(): Promise<string>;
  copy(of: string): Promise<string>;
  drop(database: string): Promise<void>;
  close(): Promise<void>;
}

export function sqliteFiles(): Databases {
  const folder = mkdtempSync(join(tmpdir(), 'retention-crash-'));
  let files = 0;
  const next = () => join(folder, `${++files}.db`);
  const beside = (path: string) => ['', '-wal', '-shm', '.start'].map((end) => `${path}${end}`);
  return {
    name: 'SQLite',
    empty: async () => next(),
    async copy(of) {
      const path = next();
      copyFileSync(of, path);
      return path;
    },
    async drop(path) {
      for (const one of beside(path)) rmSync(one, { force: true });
    },
    async close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface End {
  /** Null where it was killed. */
  readonly code: number | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly stderr: string;
}

export interface Stage {
  readonly chats: Chats;
  readonly databases: Databases;
  /** A database as it was before the morning. */
  eve(): Promise<string>;
  /** Lives through moments of the morning on a database, in a process of its own. */
  live(database: string, moments: readonly string[], crash?: Life['crash']): Promise<End>;
  /** Others may be played on the same databases. */
  close(): Promise<void>;
}

const at = (day: string, time: string) => `${day}T${time}:00+08:00`;

export async function openStage(databases: Databases): Promise<Stage> {
  let now = new Date(at(addDays(MORNING, -1), '20:00'));
  const cohorts = new Map(
    APPS.map(({ appid, seed }) => [
      appid,
      worldOf({
        world: 1,
        users: 3000,
        first: '2026-03-01',
        days: 200,
        seed,
        drop: { by: 'cohort', share: 0.3, from: FALL },
      }),
    ]),
  );
  // Told otherwise in the morning, so that the digest of the day before is edited.
  const isRevised = (first: string) =>
    first === addDays(MORNING, -3) && beijingDate(now) === MORNING;
  const world: World = {
    truth(app, { grain, first }) {
      const counts = grain === 'day' ? cohorts.get(app)?.get(first)?.counts : undefined;
      if (!counts || !isRevised(first)) return counts;
      return { ...counts, new: new Map(counts.new).set(1, (counts.new.get(1) ?? 0) - 40) };
    },
  };
  const [wechat, chats] = await Promise.all([
    startSimulatedWeChat({
      apps: APPS,
      world,
      now: () => now,
      readyHour: 9,
    }),
    openChats(),
  ]);
  const usual = {
    wechat: wechat.url,
    chats: chats.url,
    apps: APPS.map(({ seed: _, ...app }) => app),
    channels: [...READABLE, UNREADABLE, 'operators'],
  };
  let template: Promise<string> | undefined;

  async function made(): Promise<string> {
    const database = await databases.empty();
    const days = Array.from({ length: PREPARED }, (_, day) => addDays(EVE, day + 1));
    // Schedules are kept from the first beat on.
    const moments = [at(EVE, '12:00'), ...days.map((day) => at(day, '09:30'))];
    const { code, stderr } = await run({ ...usual, database, moments, isFirst: true });
    if (code !== 0) throw new Error(`the evening before could not be made: ${stderr}`);
    now = new Date(at(MORNING, '12:00'));
    return database;
  }

  return {
    chats,
    databases,
    async eve() {
      template ??= made();
      return databases.copy(await template);
    },
    live(database, times, crash) {
      const moments = times.map((time) => at(MORNING, time));
      return run({ ...usual, database, moments, ...(crash && { crash }) });
    },
    async close() {
      await Promise.all([wechat.close(), chats.close()]);
    },
  };
}

const BOT = fileURLToPath(new URL('bot.ts', import.meta.url));

function run(life: Life): Promise<End> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BOT, JSON.stringify(life)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, counts: code === 0 ? JSON.parse(stdout) : {}, stderr }),
    );
  });
}
