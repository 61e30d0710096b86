/** Several real processes of the command line on one real PostgreSQL, with a simulated WeChat and a Slack of many channels. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { slack as slackAdapter } from '../../adapters/slack/index.ts';
import { readConfig } from '../../src/config/index.ts';
import { addDays, beijingDate, endOf, newestExpected, type Period } from '../../src/core/period.ts';
import { type SimulatedWeChat, startSimulatedWeChat } from '../../src/demo/wechat-server.ts';
import { openStores } from '../../src/store/index.ts';
import { openShell, type Running } from '../cli/cli.ts';
import { type PostgresServer, run, startPostgres } from '../doubles/postgres.ts';
import { openSlackChannels, type SlackChannels } from '../doubles/slack-channels.ts';
import { SIGNING_SECRET, TOKEN } from '../doubles/slack-workspace.ts';
import { worldOf } from '../doubles/worlds.ts';

export interface Machine {
  readonly running: Running;
  readonly url: string;
  /** Apps of the digests that it says it has posted. */
  posted(): readonly string[];
}

export interface Machines {
  readonly postgres: PostgresServer;
  readonly wechat: SimulatedWeChat;
  readonly slack: SlackChannels;
  readonly channels: readonly string[];
  readonly apps: readonly string[];
  /** A process that listens: on a port of its own choice, unless `env` says otherwise. */
  start(env?: Readonly<Record<string, string>>): Promise<Machine>;
  command(...args: string[]): Promise<string>;
  /** From the next start on, all apps' digests are due at this minute, and WeChat has computed the newest day. */
  dueAt(minute: Date): Promise<void>;
  /** Runs a first process until it has fetched what there was the evening before. */
  evening(): Promise<void>;
  /** Digests of the newest day that stand in the channels, oldest first. */
  digests(): Promise<readonly Standing[]>;
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** What each process has written. */
  logs(): readonly string[];
  close(): Promise<void>;
}

export interface Standing {
  readonly app: string;
  readonly channel: string;
  readonly at: number;
}

const SECRET = 'an-AppSecret-nobody-has';
/** Days of history that WeChat keeps: as many as the digest's offsets need. */
const HISTORY = 40;

export async function openMachines(size: { apps: number; channels: number }): Promise<Machines> {
  const ids = Array.from({ length: size.channels }, (_, n) => `C${String(n).padStart(8, '0')}`);
  const apps = Array.from({ length: size.apps }, (_, n) => ({
    appid: `wx${String(n).padStart(16, '0')}`,
    name: `App ${n}`,
    secret: SECRET,
  }));
  const today = beijingDate(new Date());
  const cohorts = new Map(
    apps.map(({ appid }, n) => [
      appid,
      worldOf({ world: 1, users: 3000, first: addDays(today, -HISTORY), days: HISTORY, seed: n }),
    ]),
  );
  const newest = newestExpected('day', new Date());
  let isPublished = false;
  const [postgres, slack, wechat] = await Promise.all([
    startPostgres(),
    openSlackChannels(),
    startSimulatedWeChat({
      apps,
      world: {
        truth: (app, { grain, first }) =>
          grain === 'day' ? cohorts.get(app)?.get(first)?.counts : undefined,
      },
      now: () => new Date(),
      readyHour: (period) => (isLate(period) ? 1e6 : 0),
    }),
  ]);
  const isLate = (period: Period) => !isPublished && endOf(period) >= endOf(newest);
  const database = await postgres.newDatabase();
  const shell = openShell({
    DATABASE_URL: database,
    HOST: '127.0.0.1',
    PORT: '0',
    RETENTION_CONFIG: 'machines.yaml',
    COMMANDS_PER_MINUTE: '9999',
    WECHAT_API_URL: wechat.url,
    WECHAT_PER_SECOND_PER_APP: '100',
    SLACK_BOT_TOKEN: TOKEN,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: slack.apiUrl,
  });
  const running = new Set<Running>();
  const file = (cron: string) =>
    JSON.stringify({
      apps,
      channels: ids.map((id) => ({ name: `of-${id}`, slack: id })),
      schedules: [{ grain: 'daily', cron, zone: 'UTC' }],
      calendar: 'none',
    });
  const path = join(shell.folder, 'machines.yaml');
  writeFileSync(path, file('0 0 1 1 *'));

  async function start(env: Readonly<Record<string, string>> = {}): Promise<Machine> {
    const one = shell.start(['start'], env);
    running.add(one);
    const port = (await one.said(/"port":\d+/)).replace(/\D/g, '');
    return {
      running: one,
      url: `http://127.0.0.1:${port}`,
      posted: () =>
        [...one.stderr().matchAll(/"subject":"(wx\w+) day [^}]*"posted"/g)].map(
          ([, app = '']) => app,
        ),
    };
  }

  return {
    postgres,
    wechat,
    slack,
    channels: ids,
    apps: apps.map(({ appid }) => appid),

    start,

    async command(...args) {
      const { code, stdout, stderr } = await shell.run(args);
      if (code !== 0) throw new Error(`${args.join(' ')}: ${code}\n${stdout}${stderr}`);
      return stdout;
    },

    async dueAt(minute) {
      isPublished = true;
      const cron = `${minute.getUTCMinutes()} ${minute.getUTCHours()} * * *`;
      writeFileSync(path, file(cron));
      const { schedules } = readConfig(
        { RETENTION_CONFIG: path, SLACK_BOT_TOKEN: TOKEN, SLACK_SIGNING_SECRET: SIGNING_SECRET },
        [slackAdapter],
        () => file(cron),
      );
      const stores = await openStores(database);
      // As if a process had been there the minute before.
      await stores.ticks.watermark(schedules[0]?.key ?? '', new Date(minute.getTime() - 60_000));
      await stores.close();
      // That it isn't ready was told this evening, not a moment ago.
      await run(database, `DELETE FROM turns WHERE name LIKE 'quiet %'`);
    },

    async evening() {
      const one = await start();
      await slack.until(() => slack.posts.length >= ids.length);
      const fetched = `SELECT app FROM cohorts WHERE grain = 'day' GROUP BY app HAVING count(*) >= ${HISTORY - 1}`;
      await eventually(async () => (await run(database, fetched)).length === apps.length);
      one.running.kill('SIGTERM');
      const { code, stderr } = await one.running.ended;
      if (code !== 0) throw new Error(`the evening before ended with ${code}: ${stderr}`);
    },

    async digests() {
      const rows = await run(
        database,
        `SELECT id, app, channel FROM deliveries WHERE app <> '' AND grain = 'day' AND first = '${newest.first}'`,
      );
      const byId = new Map(rows.map((row) => [row['id'], row]));
      return slack.posts.flatMap(({ delivery, channel, at }) => {
        const row = byId.get(delivery);
        return row ? [{ app: String(row['app']), channel, at }] : [];
      });
    },

    query: (sql) => run(database, sql),
    logs: () => [...running].map(({ stderr }) => stderr()),

    async close() {
      for (const one of running) one.kill('SIGKILL');
      await Promise.all([...running].map(({ ended }) => ended));
      await Promise.all([wechat.close(), slack.close()]);
      await postgres.stop();
      shell.remove();
    },
  };
}

/** Waits for what nobody tells: looks again and again, in vain for some minutes at most. */
export async function eventually(holds: () => Promise<boolean>, within = 180_000): Promise<void> {
  const end = AbortSignal.timeout(within);
  while (!(await holds())) {
    if (end.aborted) throw new Error('it never came about');
    await wait(100);
  }
}
