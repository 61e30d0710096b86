/** The Bot Framework connector as a chat on loopback: keeps what is posted, and can be told to misbehave. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** `swallow`: the message is kept but the connection ends without an answer. */
type Misdeed =
  | { status: number; code?: string; headers?: Record<string, string> }
  | 'hang'
  | 'reset'
  | 'swallow';

export interface PostedActivity {
  readonly conversation: string;
  readonly id: string;
  readonly activity: {
    readonly type: string;
    readonly summary?: string;
    readonly attachments?: readonly { readonly contentType: string; readonly content: unknown }[];
  };
}

export interface TeamsConnector {
  /** "http://127.0.0.1:49152", also the origin that may get a token. */
  readonly origin: string;
  /** As an activity names it. */
  readonly serviceUrl: string;
  /** Every request, refused ones too: "POST /teams/v3/…" and its bearer token. */
  readonly requests: readonly { readonly line: string; readonly authorization?: string }[];
  /** What stands in the chats, typing indicators left out. */
  readonly messages: readonly PostedActivity[];
  readonly typing: readonly string[];
  /** What the next requests get instead of an answer, typing indicators left out. */
  misbehave(...misdeeds: Misdeed[]): void;
  close(): Promise<void>;
}

export async function openTeamsConnector(): Promise<TeamsConnector> {
  const requests: { line: string; authorization?: string }[] = [];
  const messages: PostedActivity[] = [];
  const typing: string[] = [];
  const script: Misdeed[] = [];

  const server = createServer(async (request, response) => {
    const { authorization } = request.headers;
    requests.push({
      line: `${request.method} ${request.url}`,
      ...(authorization === undefined ? {} : { authorization }),
    });
    const [, conversation = '', id = ''] =
      /^\/teams\/v3\/conversations\/([^/]+)\/activities(?:\/([^/]+))?$/
        .exec(request.url ?? '')
        ?.map(decodeURIComponent) ?? [];
    if (!conversation) return answer(response, 404, { error: { code: 'NotFound' } });
    const activity = (await bodyOf(request)) as PostedActivity['activity'];
    if (activity.type === 'typing') {
      typing.push(conversation);
      return answer(response, 201, { id: 'typing' });
    }
    const misdeed = script.shift();
    if (misdeed === 'hang') return;
    if (misdeed === 'reset') return void request.socket.resetAndDestroy();
    if (typeof misdeed === 'object')
      return answer(
        response,
        misdeed.status,
        { error: { code: misdeed.code ?? '', message: 'as told' } },
        misdeed.headers,
      );
    const kept = keep(request.method ?? '', conversation, id, activity);
    if (!kept) return answer(response, 404, { error: { code: 'ActivityNotFoundInConversation' } });
    if (misdeed === 'swallow') return void request.socket.resetAndDestroy();
    return answer(response, request.method === 'PUT' ? 200 : 201, { id: kept });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    origin,
    serviceUrl: `${origin}/teams/`,
    requests,
    messages,
    typing,
    misbehave: (...misdeeds) => void script.push(...misdeeds),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };

  function keep(
    method: string,
    conversation: string,
    id: string,
    activity: PostedActivity['activity'],
  ): string | undefined {
    if (method === 'POST') {
      const posted = { conversation, id: `activity-${messages.length + 1}`, activity };
      messages.push(posted);
      return posted.id;
    }
    const index = messages.findIndex((one) => one.conversation === conversation && one.id === id);
    if (method !== 'PUT' || index === -1) return undefined;
    messages[index] = { conversation, id, activity };
    return id;
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}

function answer(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
