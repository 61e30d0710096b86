/** The demo's composition: the real bot on simulated data, in a throw-away database, with the preview instead of chats. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { render as slack } from '../adapters/slack/render.ts';
import { render as teams } from '../adapters/teams/render.ts';
import { clockNotBefore, systemClock } from './clock.ts';
import type { Terminal } from './commands/house.ts';
import { start } from './commands/start.ts';
import { type Config, readConfig } from './config/index.ts';
import { AppError } from './core/errors.ts';
import { addDays, beijingDate, beijingMidnight } from './core/period.ts';
import { textFor } from './core/text/index.ts';
import { SAMPLE_APPS } from './demo/apps.ts';
import { startSimulatedWeChat } from './demo/wechat-server.ts';
import { simulatedWorld } from './demo/world.ts';
import { openHouse } from './main.ts';
import { mountPreview } from './preview/index.ts';

/** Simulated WeChat has yesterday's figures at any hour of the day. */
const MORNING_MS = 9.5 * 3_600_000;

export async function openDemo(
  env: Readonly<Record<string, string | undefined>>,
  { stdout, stderr }: Terminal,
): Promise<{ url: string; stop(): Promise<void> }> {
  const today = beijingDate(systemClock.now());
  const clock = clockNotBefore(new Date(beijingMidnight(today).getTime() + MORNING_MS));
  const wechat = await startSimulatedWeChat({
    apps: SAMPLE_APPS,
    world: simulatedWorld({ apps: SAMPLE_APPS, yesterday: addDays(today, -1) }),
    now: clock.now,
  });
  const folder = mkdtempSync(join(tmpdir(), 'retention-demo-'));
  const config = demoConfig(env, wechat.url, join(folder, 'retention.db'));
  const house = await openHouse({ config, clock, chats: false, simulated: true });
  const { locale } = config;
  mountPreview(house.mount, {
    renders: { slack, teams },
    answer: (text) => house.answer({ text, locale, place: { adapter: 'preview', id: 'preview' } }),
    picture: (chart, picture) => house.charts.render(chart, picture, house.signal),
    locale,
    apps: config.apps.map(({ name }) => name),
    log: house.bot.log,
  });
  const isPortChosen = Boolean(env.PORT);
  const started = await start(
    { ...house, listen: () => listenSomewhere(house.listen, isPortChosen) },
    { stdout, stderr },
  );
  const url = `http://${config.host}:${started.port}/`;
  stdout.write(`${textFor(locale).terminal.demoReady({ url })}\n`);
  return {
    url,
    async stop() {
      await started.stop();
      await wechat.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A demo beside a running bot takes any free port, unless its caller asked for one. */
async function listenSomewhere(
  listen: (port?: number) => Promise<number>,
  isPortChosen: boolean,
): Promise<number> {
  try {
    return await listen();
  } catch (error) {
    const isTaken = error instanceof AppError && error.code === 'port_taken';
    if (!isTaken || isPortChosen) throw error;
    return listen(0);
  }
}

function demoConfig(
  env: Readonly<Record<string, string | undefined>>,
  wechatUrl: string,
  database: string,
): Config {
  const file = JSON.stringify({
    apps: SAMPLE_APPS.map(({ appid, name, secret }) => ({ appid, name, secret })),
  });
  const settings = {
    ...env,
    HOST: env.HOST || '127.0.0.1',
    // Nothing but the address belongs on a newcomer's screen.
    LOG_LEVEL: env.LOG_LEVEL || 'error',
    WECHAT_API_URL: wechatUrl,
    DATABASE_URL: `sqlite:${database}`,
  };
  return readConfig(settings, [], () => file);
}
