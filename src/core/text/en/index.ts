/** English. */
import { alerts } from './alerts.ts';
import { answers } from './answers.ts';
import { chart } from './chart.ts';
import { commands } from './commands.ts';
import { config } from './config.ts';
import { database } from './database.ts';
import { digest } from './digest.ts';
import { errors } from './errors.ts';
import { forms } from './forms.ts';
import { insights } from './insights.ts';
import { notices } from './notices.ts';
import { page } from './page.ts';
import { restored } from './restored.ts';
import { subscriptions } from './subscriptions.ts';
import { terminal } from './terminal.ts';

export const en = {
  digest,
  alerts,
  answers,
  subscriptions,
  forms,
  chart,
  commands,
  config,
  database,
  errors,
  insights,
  notices,
  page,
  restored,
  terminal,
};
