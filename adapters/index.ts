/** The ways into chats this bot knows, a folder for each platform. */
import type { ChatAdapter } from '../src/ports/adapter.ts';
import { slack } from './slack/index.ts';
import { teams, workflow } from './teams/index.ts';

export const adapters: readonly ChatAdapter[] = [slack, teams, workflow];
