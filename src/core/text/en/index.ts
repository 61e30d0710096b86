/** English. */
import { answers } from './answers.ts';
import { chart } from './chart.ts';
import { commands } from './commands.ts';
import { config } from './config.ts';
import { digest } from './digest.ts';
import { errors } from './errors.ts';
import { forms } from './forms.ts';
import { page } from './page.ts';
import { subscriptions } from './subscriptions.ts';
import { terminal } from './terminal.ts';

export const en = {
  digest,
  answers,
  subscriptions,
  forms,
  chart,
  commands,
  config,
  errors,
  page,
  terminal,
};
