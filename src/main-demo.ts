/** The demo's composition: the real bot on simulated data, in a throw-away database, with the preview instead of chats. */
import { mkdtempSync, rmSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { render as slack } from '../adapters/slack/render.ts';
import { render as teams } from '../adapters/teams/render.ts';
import { clockNotBefore, systemClock } from './clock.ts';
import type { House, Terminal } from './commands/house.ts';
import { start } from './commands/start.ts';
import { type Config, readConfig } from './config/index.ts';
import { AppError } from './core/errors.ts';
import { addDays, beijingDate, beijingMidnight } from './core/period.ts';
import { textFor } from './core/text/index.ts';
import { SAMPLE_APPS } from './demo/apps.ts';
import { startSimulatedWeChat } from './demo/wechat-server.ts';
import { simulatedWorld } from './demo/world.ts';
import { openHouse } from './main.ts';
import { mountPreview, PREVIEW, type PreviewChat, previewChat } from './preview/index.ts';

/** Simulated WeChat has yesterday's figures at any hour of the day. */
const MORNING_MS = 9.5 * 3_600_000;

/** Throws before anything is opened when the settings are faulty; leaves nothing open when it throws later. */
export async function openDemo(
  env: Readonly<Record<string, string | undefined>>,
  terminal: Terminal,
): Promise<{ url: string; stop(): Promise<void> }> {
  const config = demoConfig(env);
  const closers: (() => unknown)[] = [];
  const stop = async () => {
    for (const close of closers.splice(0).toReversed()) await close();
  };
  try {
    const today = beijingDate(systemClock.now());
    const clock = clockNotBefore(new Date(beijingMidnight(today).getTime() + MORNING_MS));
    const wechat = await startSimulatedWeChat({
      apps: SAMPLE_APPS,
      world: simulatedWorld({ apps: SAMPLE_APPS, yesterday: addDays(today, -1) }),
      now: clock.now,
    });
    closers.push(wechat.close);
    const folder = mkdtempSync(join(tmpdir(), 'retention-demo-'));
    closers.push(() => rmSync(folder, { recursive: true, force: true }));
    const chat = previewChat();
    const target = { name: PREVIEW, id: PREVIEW, locale: config.locale };
    const house = await openHouse({
      config: {
        ...config,
        adapters: [{ adapter: chat.adapter, settings: {}, targets: [target] }],
        wechatUrl: wechat.url,
        database: join(folder, 'retention.db'),
      },
      clock,
      chats: true,
      simulated: true,
    });
    closers.push(house.close);
    showPreview(house, chat);
    const isPortChosen = Boolean(env.PORT);
    const started = await start(
      { ...house, listen: () => listenSomewhere(house.listen, isPortChosen) },
      terminal,
    );
    // It closes the house, after what runs has come to its end.
    closers.splice(-1, 1, started.stop);
    const url = urlOf(config.host, started.port);
    terminal.stdout.write(`${textFor(config.locale).terminal.demoReady({ url })}\n`);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function showPreview(house: House, { newestAlert }: PreviewChat): void {
  const { apps, locale } = house.config;
  mountPreview(house.mount, {
    renders: { slack, teams },
    answer: (text) =>
      house.answer({
        text,
        locale,
        place: { adapter: PREVIEW, id: PREVIEW },
        user: 'reader',
        isMember: async () => true,
      }),
    newestAlert,
    picture: (chart, picture) => house.charts.render(chart, picture, house.signal),
    locale,
    apps: apps.map(({ name }) => name),
    log: house.bot.log,
  });
}

/** An address that a browser on this machine opens. */
function urlOf(host: string, port: number): string {
  // "Every address" is none a browser could ask for.
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}/`;
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

/** Where WeChat and the database are is known only once they are opened. */
function demoConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const file = JSON.stringify({
    apps: SAMPLE_APPS.map(({ appid, name, secret }) => ({ appid, name, secret })),
    // Its people know no holidays.
    calendar: 'none',
  });
  const settings = {
    ...env,
    HOST: env.HOST || '127.0.0.1',
    // It speaks to itself, and nobody waits for a digest without need.
    WECHAT_PER_SECOND: '99999',
    WECHAT_PER_SECOND_PER_APP: '99999',
    // All its visitors are one user.
    COMMANDS_PER_MINUTE: '99999',
    // Nothing but the address belongs on a newcomer's screen.
    LOG_LEVEL: env.LOG_LEVEL || 'error',
  };
  return readConfig(settings, [], () => file);
}
