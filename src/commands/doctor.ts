/** `doctor`: tries every connection once and says what is wrong and how to mend it. */
import { AppError, explain } from '../core/errors.ts';
import { newestExpected } from '../core/period.ts';
import { textFor } from '../core/text/index.ts';
import type { House, Terminal } from './house.ts';

/** Exit code 1 when any check failed. */
export async function runDoctor(house: House, { stdout }: Terminal): Promise<number> {
  const { bot, config, chats, signal } = house;
  const text = textFor(config.locale);
  const { doctor } = text.terminal;
  const day = newestExpected('day', bot.clock.now());
  const checks = [
    ...bot.apps.map((app) => async () => {
      try {
        await app.source.fetch(day, signal);
      } catch (error) {
        // Late or refused figures still prove credentials, whitelist and permission.
        const isProof =
          error instanceof AppError && (error.code === 'not_ready' || error.code === 'refused');
        if (!isProof) throw error;
      }
      return doctor.app({ app: text.commands.app(app) });
    }),
    ...chats.map(
      ({ open }) =>
        () =>
          open.check(signal),
    ),
  ];
  if (chats.length === 0) stdout.write(`${doctor.note} ${doctor.noChats}\n`);
  const isFine = await Promise.all(
    checks.map(async (check) => {
      try {
        stdout.write(`${doctor.ok} ${await check()}\n`);
        return true;
      } catch (error) {
        signal.throwIfAborted();
        bot.log.debug({ err: error }, 'check failed');
        stdout.write(`${doctor.fault} ${explain(error, text)}\n`);
        return false;
      }
    }),
  );
  return isFine.every(Boolean) ? 0 : 1;
}
