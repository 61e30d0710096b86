/** Simplified Chinese. */
import type { Catalogue } from '../catalogue.ts';
import { chart } from './chart.ts';
import { commands } from './commands.ts';
import { config } from './config.ts';
import { digest } from './digest.ts';
import { errors } from './errors.ts';
import { page } from './page.ts';
import { terminal } from './terminal.ts';

export const zhCN: Catalogue = { digest, chart, commands, config, errors, page, terminal };
