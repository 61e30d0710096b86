/** The composition of the simulated WeChat alone: the sample apps in real time, failing as its knobs say. */
import { systemClock } from './clock.ts';
import type { Terminal } from './commands/house.ts';
import { readConfig } from './config/index.ts';
import { AppError } from './core/errors.ts';
import { addDays, beijingDate } from './core/period.ts';
import { textFor } from './core/text/index.ts';
import { SAMPLE_APPS } from './demo/apps.ts';
import { type FailureKnobs, failures } from './demo/failures.ts';
import { type SimulatedWeChat, startSimulatedWeChat } from './demo/wechat-server.ts';
import { simulatedWorld } from './demo/world.ts';

/** The bot that asks it has the port of its own settings. */
const PORT = '3001';

/** Throws before anything is opened when the settings are faulty. */
export async function openSimulatedWeChat(
  env: Readonly<Record<string, string | undefined>>,
  { stdout }: Terminal,
  knobs: FailureKnobs = {},
): Promise<{ stop(): Promise<void> }> {
  const settings = { ...env, HOST: env.HOST || '127.0.0.1', PORT: env.PORT || PORT };
  const { host, port, locale } = readConfig(settings, [], () => APPS);
  const listen = (at: number) =>
    startSimulatedWeChat({
      apps: SAMPLE_APPS,
      world: simulatedWorld({
        apps: SAMPLE_APPS,
        yesterday: addDays(beijingDate(systemClock.now()), -1),
      }),
      // A clock that stood still until the morning would keep quotas and tokens from ever ending.
      now: systemClock.now,
      host,
      port: at,
      ...failures(knobs, Math.random),
    });
  const wechat = await listen(port).catch((error: unknown) => {
    const isTaken = error instanceof AppError && error.code === 'port_taken';
    if (!isTaken || env.PORT) throw error;
    return listen(0);
  });
  const words = textFor(locale).terminal.simulator;
  stdout.write(`${[words.ready(wechat), words.paste, ...pasted(wechat, words.app)].join('\n')}\n`);
  return { stop: wechat.close };
}

/** Lines for .env, app by app. */
function pasted({ url }: SimulatedWeChat, headline: (app: { name: string }) => string): string[] {
  return SAMPLE_APPS.flatMap(({ appid, name, secret }) => [
    '',
    headline({ name }),
    `WECHAT_API_URL=${url}`,
    `WECHAT_APPID=${appid}`,
    `WECHAT_APPSECRET=${secret}`,
  ]);
}

const APPS = JSON.stringify({ apps: SAMPLE_APPS.map(({ appid, secret }) => ({ appid, secret })) });
