/** `restored`: says that the database is an older copy, where that can't be seen by itself. */
import { AppError } from '../core/errors.ts';
import { formatter } from '../core/format.ts';
import { textFor } from '../core/text/index.ts';
import { recordByHand } from '../pipeline/audit.ts';
import { markLost } from '../pipeline/lost-time.ts';
import type { House, Terminal } from './house.ts';

/** @throws AppError restored_future */
export async function runRestored(
  { bot, config }: Pick<House, 'bot' | 'config'>,
  { from }: { readonly from: Date },
  { stdout }: Pick<Terminal, 'stdout'>,
): Promise<number> {
  const now = bot.clock.now();
  const format = formatter(config.locale);
  if (from > now) throw new AppError('restored_future', { from: format.moment(from, config.zone) });
  await markLost(bot.stores, from, now);
  await recordByHand(bot, 'restored', `${from.toISOString()} ${now.toISOString()}`);
  const { restored } = textFor(config.locale);
  const [began, ended] = [from, now].map((one) => format.moment(one, config.zone));
  stdout.write(`${restored.noted({ from: began ?? '', until: ended ?? '' })}\n`);
  return 0;
}
