/** The chat platforms this bot knows: one folder and one line each. */
import type { ChatAdapter } from '../src/ports/adapter.ts';
import { slack } from './slack/index.ts';
import { teams } from './teams/index.ts';

export const adapters: readonly ChatAdapter[] = [slack, teams];
