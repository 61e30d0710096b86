/** Everything outside the bot, in a process of its own: WeChat, and a Slack that takes whatever is posted and counts it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addDays, beijingDate } from '../../../src/core/period.ts';
import type { SampleApp } from '../../../src/demo/apps.ts';
import { startSimulatedWeChat } from '../../../src/demo/wechat-server.ts';
import { simulatedWorld } from '../../../src/demo/world.ts';

export interface Outside {
  readonly wechat: string;
  /** For SLACK_API_URL. */
  readonly slack: string;
}

export interface Posts {
  /** Messages by channel and delivery, and how often each was posted. */
  readonly posts: Readonly<Record<string, number>>;
  readonly pictures: number;
  /** Methods nobody expected. */
  readonly strange: readonly string[];
}

const apps: SampleApp[] = JSON.parse(process.argv[2] ?? '[]');
const posts = new Map<string, number>();
const strange = new Set<string>();
let [uploads, pictures, messages] = [0, 0, 0];

const server = createServer((request, response) => void serve(request, response));

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const method = request.url?.split('/').at(-1)?.split('?')[0] ?? '';
  const answer =
    method === 'upload' ? { ok: true } : answerTo(method, Buffer.concat(chunks).toString());
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

function answerTo(method: string, body: string): object {
  switch (method) {
    case 'auth.test':
      return { ok: true, user_id: 'U0BOT', team: 'Acme', user: 'retention' };
    case 'files.getUploadURLExternal':
      uploads += 1;
      return { ok: true, upload_url: `${slack()}upload`, file_id: `F${uploads}` };
    case 'files.completeUploadExternal':
      pictures += 1;
      return { ok: true, files: JSON.parse(new URLSearchParams(body).get('files') ?? '[]') };
    case 'files.info':
      return { ok: true, file: { id: 'F', mimetype: 'image/png' } };
    case 'chat.postMessage':
      return posted(new URLSearchParams(body));
    case 'conversations.history':
      return { ok: true, messages: [] };
    default:
      strange.add(method);
      return { ok: false, error: 'unknown_method' };
  }
}

function posted(form: URLSearchParams): object {
  const channel = form.get('channel') ?? '';
  const { event_payload } = JSON.parse(form.get('metadata') ?? '{}');
  const name = `${channel} ${event_payload?.delivery}`;
  posts.set(name, (posts.get(name) ?? 0) + 1);
  messages += 1;
  return { ok: true, channel, ts: `1764000000.${String(messages).padStart(6, '0')}` };
}

function slack(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
}

const wechat = await startSimulatedWeChat({
  apps,
  world: simulatedWorld({ apps, yesterday: addDays(beijingDate(new Date()), -1) }),
  now: () => new Date(),
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ wechat: wechat.url, slack: slack() } satisfies Outside);
});
/** Tells what came since it was asked last. */
process.on('message', () => {
  process.send?.({
    posts: Object.fromEntries(posts),
    pictures,
    strange: [...strange],
  } satisfies Posts);
  posts.clear();
  pictures = 0;
});
process.on('disconnect', () => process.exit());
