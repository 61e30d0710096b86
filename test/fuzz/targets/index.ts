/** Every parser that meets outside bytes. */
import type { FuzzTarget } from '../target.ts';
import { buttons } from './buttons.ts';
import { command } from './command.ts';
import { config } from './config.ts';
import { slack } from './slack.ts';
import { pauses, storedCharts } from './stored.ts';
import { token } from './token.ts';
import { wechat } from './wechat.ts';

export const targets: readonly FuzzTarget[] = [
  command,
  config,
  wechat,
  token,
  buttons,
  slack,
  pauses,
  storedCharts,
];
