/** A Slack workspace on loopback: the `emulate` Web API behind a proxy that can misbehave, and Slack's signed requests. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { webApi } from '@slack/bolt';
import { createEmulator } from 'emulate';

export const TOKEN = 'xoxb-reporter';
export const SIGNING_SECRET = 'test-signing-secret';

/**
 * What happens to a call. Slack accepts what is `lost`, `broken` or `stuck`, only its answer isn't heard;
 * the others never reach it: `answered` and `refused` in its stead, `silent` and `reset` not at all.
 */
type Fault =
  | { readonly kind: 'lost' | 'broken' | 'stuck' | 'silent' | 'reset' }
  | { readonly kind: 'limited'; readonly seconds?: number }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'answered'; readonly body: object };

interface SlackMessageSeen {
  readonly ts: string;
  readonly text: string;
  readonly thread_ts?: string;
  readonly blocks?: Parameters<typeof JSON.stringify>[0][];
  readonly metadata?: { event_type: string; event_payload: Record<string, unknown> };
  readonly files?: { id: string }[];
}

export interface SlackWorkspace {
  /** For SLACK_API_URL. */
  readonly apiUrl: string;
  /** Channel ids by name: `reports`, those asked for, and `secret`, of which the bot is no member. */
  readonly channels: Readonly<Record<string, string>>;
  readonly web: webApi.WebClient;
  /** The next calls of a method meet these, one each. */
  fail(method: string, ...faults: Fault[]): void;
  /** The same, of those that name a channel. */
  failIn(channel: string, method: string, ...faults: Fault[]): void;
  /** Names of the methods called through the proxy, in order. */
  readonly calls: readonly string[];
  messages(channel: string): Promise<SlackMessageSeen[]>;
  file(id: string): Promise<Buffer>;
  close(): Promise<void>;
}

/** Whatever the adapter can use. */
export const ALL_SCOPES = [
  'chat:write',
  'commands',
  'files:write',
  'files:read',
  'channels:history',
  'groups:history',
  'channels:read',
  'groups:read',
  'app_mentions:read',
  'im:history',
];

const SCOPES = ['chat:write', 'files:write', 'files:read', 'channels:read', 'channels:history'];

export async function openSlackWorkspace(
  options: { scopes?: readonly string[]; more?: readonly string[] } = {},
): Promise<SlackWorkspace> {
  const more = options.more ?? [];
  const identity = { user_id: 'U0REPORTER', bot_id: 'B0REPORTER', bot_user_id: 'U0REPORTER' };
  const emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      slack: {
        team: { name: 'Acme', domain: 'acme' },
        channels: [
          { name: 'reports' },
          ...more.map((name) => ({ name })),
          { name: 'secret', is_private: true },
        ],
        users: [{ name: 'dana' }],
        oauth_apps: [
          {
            client_id: '1.2',
            client_secret: 's',
            app_id: 'A1',
            name: 'Reporter',
            redirect_uris: ['http://127.0.0.1/'],
            scopes: SCOPES,
            bot_name: 'reporter',
            bot_id: identity.bot_id,
            bot_user_id: identity.bot_user_id,
          },
        ],
        tokens: [
          {
            token: TOKEN,
            type: 'bot',
            app_id: 'A1',
            ...identity,
            scopes: options.scopes ?? SCOPES,
          },
          {
            token: 'xoxb-observer',
            type: 'bot',
            ...identity,
            scopes: [...SCOPES, 'groups:read', 'channels:join'],
          },
        ],
        strict_scopes: true,
        signing_secret: SIGNING_SECRET,
      },
    },
  });
  const faults = new Map<string, Fault[]>();
  const calls: string[] = [];
  const fail = (key: string, ...next: Fault[]) =>
    void faults.set(key, [...(faults.get(key) ?? []), ...next]);
  const proxy = createServer((request, response) => {
    // Which the emulator leaves out.
    response.setHeader('x-oauth-scopes', (options.scopes ?? SCOPES).join(','));
    void forward(request, response, emulator.url, faults, calls);
  });
  const web = new webApi.WebClient('xoxb-observer', { slackApiUrl: `${emulator.url}/api/` });
  const apiUrl = `${await listening(proxy)}/api/`;
  const { channels = [] } = await web.conversations.list({
    limit: 200,
    types: 'public_channel,private_channel',
  });
  // As when somebody invites the bot: seeded channels hold the seeded people alone.
  for (const { id = '', name } of channels)
    if (name !== 'secret') await web.conversations.join({ channel: id });
  return {
    apiUrl,
    channels: Object.fromEntries(channels.map(({ name, id }) => [name, id])),
    web,
    calls,
    fail,
    failIn: (channel, method, ...next) => fail(`${method} ${channel}`, ...next),
    async messages(channel) {
      const page = await web.conversations.history({
        channel,
        limit: 200,
        include_all_metadata: true,
      });
      return (page.messages ?? []).reverse() as unknown as SlackMessageSeen[];
    },
    async file(id) {
      const { file } = await web.files.info({ file: id });
      const answer = await fetch(file?.url_private ?? '', {
        headers: { authorization: 'Bearer xoxb-observer' },
      });
      return Buffer.from(await answer.arrayBuffer());
    },
    async close() {
      await closed(proxy);
      await emulator.close();
    },
  };
}

async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
  faults: Map<string, Fault[]>,
  calls: string[],
): Promise<void> {
  const method = request.url?.split('/').at(-1)?.split('?')[0] ?? '';
  calls.push(method);
  const body = await read(request);
  const channel = new URLSearchParams(body.length < 100_000 ? body.toString() : '').get('channel');
  const fault = faults.get(method)?.shift() ?? faults.get(`${method} ${channel}`)?.shift();
  if (fault && isInStead(fault, request, response)) return;
  const answer = await fetch(target + request.url, {
    method: request.method ?? 'POST',
    headers: {
      authorization: request.headers.authorization ?? '',
      'content-type': request.headers['content-type'] ?? '',
    },
    body,
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (fault?.kind === 'lost') {
    request.socket.destroy();
    return;
  }
  if (fault?.kind === 'stuck') return;
  response.writeHead(fault?.kind === 'broken' ? 500 : answer.status, {
    'content-type': answer.headers.get('content-type') ?? 'application/json',
  });
  response.end(bytes);
}

/** Whether the call never reaches Slack. */
function isInStead(fault: Fault, request: IncomingMessage, response: ServerResponse): boolean {
  switch (fault.kind) {
    case 'limited': {
      const after = fault.seconds === undefined ? {} : { 'retry-after': String(fault.seconds) };
      response.writeHead(429, after).end();
      return true;
    }
    case 'refused':
    case 'answered': {
      const answered = fault.kind === 'answered' ? fault.body : { ok: false, error: fault.error };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answered));
      return true;
    }
    case 'reset':
      request.socket.destroy();
      return true;
    default:
      return fault.kind === 'silent';
  }
}

/** A place for answers, as Slack's hooks.slack.com; refuses what `refuse` says so to. */
export interface ResponseUrl {
  readonly url: string;
  readonly received: readonly Record<string, unknown>[];
  /** Resolves when so many answers have come. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function openResponseUrl(
  refuse: (body: Record<string, unknown>) => boolean = () => false,
): Promise<ResponseUrl> {
  const received: Record<string, unknown>[] = [];
  const waiting: { count: number; done: () => void }[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = JSON.parse((await read(request)).toString()) as Record<string, unknown>;
      response.writeHead(refuse(body) ? 500 : 200).end('ok');
      received.push(body);
      for (const one of waiting) if (received.length >= one.count) one.done();
    })();
  });
  return {
    url: `${await listening(server)}/commands/1`,
    received,
    arrived: (count) =>
      new Promise((done) => {
        if (received.length >= count) done();
        else waiting.push({ count, done });
      }),
    close: () => closed(server),
  };
}

export interface SlashCommandSent {
  /** The bot's address, "http://127.0.0.1:49152". */
  readonly to: string;
  readonly text: string;
  readonly channel: string;
  readonly responseUrl: string;
  /** Seconds since 1970; now unless told otherwise. */
  readonly timestamp?: number;
  readonly secret?: string;
}

let triggers = 0;

/** Sends `/retention …` as Slack does: no two requests are the same. */
export function sendCommand(command: SlashCommandSent): Promise<Response> {
  triggers += 1;
  const body = new URLSearchParams({
    token: 'x',
    team_id: 'T000000001',
    team_domain: 'acme',
    channel_id: command.channel,
    channel_name: 'reports',
    user_id: 'U000000001',
    user_name: 'dana',
    command: '/retention',
    text: command.text,
    api_app_id: 'A1',
    is_enterprise_install: 'false',
    response_url: command.responseUrl,
    trigger_id: `1.2.${triggers}`,
  }).toString();
  const timestamp = String(command.timestamp ?? Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', command.secret ?? SIGNING_SECRET)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  return fetch(`${command.to}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  });
}

async function read(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closed(server: Server): Promise<void> {
  const done = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await done;
}
