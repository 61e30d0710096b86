/** Slack opened over its doubles: the Web API, the response_urls, and signed requests. */
import { openSlack } from '../../../adapters/slack/open.ts';
import type { OpenAdapter } from '../../../src/ports/adapter.ts';
import { openTestHost, type TestHost, type TestHostOptions } from '../../doubles/host.ts';
import { type Request, type Sending, sendSigned } from '../../doubles/slack-requests.ts';
import {
  openResponseUrls,
  type ResponseUrlOptions,
  type ResponseUrls,
} from '../../doubles/slack-response-urls.ts';
import { type Answers, openSlackWebApi, type SlackWebApi } from '../../doubles/slack-web-api.ts';
import { SIGNING_SECRET, TOKEN } from '../../doubles/slack-workspace.ts';

export interface Rig {
  readonly host: TestHost;
  readonly api: SlackWebApi;
  readonly adapter: OpenAdapter;
  readonly urls: ResponseUrls;
  send(request: Request, sending?: Sending): Promise<Response>;
  /** Waits for everything under way. */
  close(): Promise<void>;
}

export interface RigOptions extends TestHostOptions, ResponseUrlOptions {
  /** Of the Web API. */
  readonly answers?: Answers;
}

/** The bot is in C1 alone, and so is U1. */
const ANSWERS: Answers = {
  'auth.test': { user_id: 'U0BOT', team: 'Acme', user: 'retention' },
  'conversations.info': ({ args }) => ({
    channel: { id: args['channel'], is_member: args['channel'] === 'C1' },
  }),
  'users.conversations': { channels: [{ id: 'C1' }] },
  'conversations.members': ({ args }) => ({ members: args['channel'] === 'C1' ? ['U1'] : [] }),
  'chat.postMessage': ({ args }) => ({ channel: args['channel'], ts: '1764000009.000100' }),
  'chat.update': ({ args }) => ({ channel: args['channel'], ts: args['ts'] }),
  'conversations.history': { messages: [] },
  'views.open': { view: { id: 'V1' } },
  'views.update': { view: { id: 'V1' } },
};

export async function openRig(options: RigOptions = {}): Promise<Rig> {
  const host = await openTestHost(options);
  const api = await openSlackWebApi({ ...ANSWERS, ...options.answers });
  const urls = await openResponseUrls(options);
  const settings = {
    SLACK_BOT_TOKEN: TOKEN,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: api.url,
  };
  const adapter = await openSlack(settings, [], host.host);
  return {
    host,
    api,
    adapter,
    urls,
    send: (request, sending) => sendSigned(host.url, request, sending),
    async close() {
      await adapter.close();
      await host.close();
      await api.close();
      await urls.close();
    },
  };
}
