/** A Slack of many channels on loopback, for processes that post much at once: it keeps messages with their metadata, and takes pictures. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface PostSeen {
  readonly channel: string;
  readonly ts: string;
  /** When it arrived, in milliseconds since 1970. */
  readonly at: number;
  /** The delivery that its metadata names. */
  readonly delivery: string;
  readonly text: string;
  readonly metadata: unknown;
}

export interface SlackChannels {
  /** For SLACK_API_URL. */
  readonly apiUrl: string;
  /** Oldest first. */
  readonly posts: readonly PostSeen[];
  /** How often each method was called. */
  readonly calls: ReadonlyMap<string, number>;
  /** Resolves as soon as it holds; looked at whenever a message arrives. */
  until(holds: () => boolean): Promise<void>;
  close(): Promise<void>;
}

const PAGE = 100;
const ME = { user_id: 'U0REPORTER', bot_id: 'B0REPORTER', team_id: 'T1', team: 'Acme', user: 'r' };

export async function openSlackChannels(): Promise<SlackChannels> {
  const posts: PostSeen[] = [];
  const calls = new Map<string, number>();
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let files = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    if (request.url?.startsWith('/upload')) return void response.end('OK');
    const method = request.url?.split('/').at(-1)?.split('?')[0] ?? '';
    calls.set(method, (calls.get(method) ?? 0) + 1);
    const answer = answered(method, new URLSearchParams(body.toString()));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ok: true, ...answer }));
  }

  function answered(method: string, args: URLSearchParams): object {
    const channel = args.get('channel') ?? '';
    switch (method) {
      case 'auth.test':
        return { url: 'https://acme.slack.com/', ...ME };
      case 'conversations.info':
        return { channel: { id: channel, is_member: true } };
      case 'conversations.history':
        return history(channel, args);
      case 'chat.postMessage':
        return posted(channel, args);
      case 'chat.update':
        return { channel, ts: args.get('ts') };
      case 'files.getUploadURLExternal':
        return { upload_url: `${url}/upload`, file_id: `F${++files}` };
      case 'files.completeUploadExternal':
        return { files: JSON.parse(args.get('files') ?? '[]') };
      case 'files.info':
        return { file: { id: args.get('file'), mimetype: 'image/png' } };
      default:
        return { ok: false, error: 'unknown_method' };
    }
  }

  function posted(channel: string, args: URLSearchParams): object {
    const metadata = JSON.parse(args.get('metadata') ?? '{}');
    const ts = `${Math.floor(Date.now() / 1000)}.${String(posts.length).padStart(6, '0')}`;
    const delivery = String(metadata.event_payload?.delivery);
    const text = args.get('text') ?? '';
    posts.push({ channel, ts, at: Date.now(), delivery, text, metadata });
    for (const look of waiting) look();
    return { channel, ts };
  }

  /** Newest first, page by page. */
  function history(channel: string, args: URLSearchParams): object {
    const oldest = Number(args.get('oldest') ?? 0);
    const from = Number(args.get('cursor') ?? 0);
    const all = posts.filter((one) => one.channel === channel && Number(one.ts) >= oldest);
    const next = from + PAGE < all.length ? String(from + PAGE) : '';
    const messages = all.toReversed().slice(from, from + PAGE);
    return {
      messages: messages.map(({ ts, text, metadata }) => ({ ts, text, metadata })),
      response_metadata: { next_cursor: next },
    };
  }

  return {
    apiUrl: `${url}/api/`,
    posts,
    calls,
    until: (holds) =>
      new Promise((done) => {
        const look = () => {
          if (!holds()) return;
          waiting.delete(look);
          done();
        };
        waiting.add(look);
        look();
      }),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
