/** `doctor`: tries every connection once and says what is wrong and how to mend it. */
import { AppError, explain } from '../core/errors.ts';
import { newestExpected } from '../core/period.ts';
import { textFor } from '../core/text/index.ts';
import type { App } from '../pipeline/bot.ts';
import type { Finding } from '../ports/adapter.ts';
import type { House, Terminal } from './house.ts';

interface Line {
  readonly kind: Finding['kind'] | 'fault';
  readonly text: string;
}

/** Exit code 1 when any check failed. */
export async function runDoctor(house: House, { stdout }: Terminal): Promise<number> {
  const { bot, config, chats, signal } = house;
  const { doctor } = textFor(config.locale).terminal;
  const noChats: Line = { kind: 'note', text: doctor.noChats };
  const checks = [
    ...(chats.length === 0 ? [[noChats]] : []),
    ...bot.apps.map((app) => checkApp(house, app)),
    ...chats.map((chat) => checkChat(house, chat)),
  ];
  let isFine = true;
  // All at once, told in order as they come.
  for (const check of checks) {
    const lines = await check;
    signal.throwIfAborted();
    for (const { kind, text } of lines) stdout.write(`${doctor[kind]} ${text}\n`);
    isFine &&= lines.every(({ kind }) => kind !== 'fault');
  }
  return isFine ? 0 : 1;
}

async function checkApp(house: House, app: App): Promise<Line[]> {
  const { bot, config, signal } = house;
  const { terminal, commands } = textFor(config.locale);
  const day = newestExpected('day', bot.clock.now());
  const line = await judged(house, async () => {
    try {
      await app.source.fetch(day, signal);
    } catch (error) {
      // Late or refused figures still prove credentials, whitelist and permission.
      const isProof =
        error instanceof AppError && (error.code === 'not_ready' || error.code === 'refused');
      if (!isProof) throw error;
    }
    return { kind: 'ok', text: terminal.doctor.app({ app: commands.app(app) }) };
  });
  return [line];
}

/** The platform, then its channels; without credentials nothing could be said of them. */
async function checkChat(house: House, { open, targets }: House['chats'][number]): Promise<Line[]> {
  const { signal } = house;
  const platform = await judged(house, async () => ({
    kind: 'ok',
    text: await open.check(signal),
  }));
  if (platform.kind === 'fault') return [platform];
  const channels = targets.map((target) => judged(house, () => open.checkTarget(target, signal)));
  return [platform, ...(await Promise.all(channels))];
}

/** Never rejects: what fails is a line of its own. */
async function judged({ bot, config }: House, check: () => Promise<Finding>): Promise<Line> {
  try {
    return await check();
  } catch (error) {
    bot.log.debug({ err: error }, 'check failed');
    return { kind: 'fault', text: explain(error, textFor(config.locale)) };
  }
}
