/** Which apps a command is about. */
import { AppError } from '../core/errors.ts';
import type { App, Bot } from '../pipeline/bot.ts';

/** The app named, or all of them. Throws AppError unknown_app. */
export function pickApps(bot: Bot, appid: string | undefined): readonly App[] {
  if (appid === undefined) return bot.apps;
  const app = bot.apps.find((one) => one.appid === appid);
  if (app) return [app];
  const known = bot.apps.map((one) => one.appid).join(', ');
  throw new AppError('unknown_app', { app: appid, known });
}
