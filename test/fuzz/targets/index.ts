/** Every parser that meets outside bytes. */
import type { FuzzTarget } from '../target.ts';
import { answers } from './answers.ts';
import { buttons } from './buttons.ts';
import { cloudCall } from './cloud-call.ts';
import { command } from './command.ts';
import { config } from './config.ts';
import { slack } from './slack.ts';
import { pauses, runs, storedCharts } from './stored.ts';
import { storedShown } from './stored-shown.ts';
import { teams, teamsTokens } from './teams.ts';
import { token } from './token.ts';
import { wechat } from './wechat.ts';

export const targets: readonly FuzzTarget[] = [
  command,
  answers,
  config,
  wechat,
  cloudCall,
  token,
  buttons,
  slack,
  teams,
  teamsTokens,
  pauses,
  runs,
  storedCharts,
  storedShown,
];
