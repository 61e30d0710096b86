/** The Bot Framework connector as a chat on loopback: keeps what is posted, and can be told to misbehave. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** For a bot whose requests carry no token. */
export const SETTINGS = {
  TEAMS_APP_ID: 'app',
  TEAMS_APP_TYPE: 'SingleTenant',
  TEAMS_APP_PASSWORD: 'no secret',
  TEAMS_TENANT_ID: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
} as const;

/** `swallow`: the message is kept but the connection ends without an answer. `kept`: it is refused, and kept. */
export type Misdeed =
  | { status: number; code?: string; headers?: Record<string, string>; kept?: true }
  | 'hang'
  | 'reset'
  | 'swallow';

export interface PostedActivity {
  readonly conversation: string;
  readonly id: string;
  readonly activity: {
    readonly type: string;
    readonly summary?: string;
    readonly from?: { readonly id: string };
    readonly recipient?: { readonly id: string };
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
  /** What one person alone sees. */
  readonly whispers: readonly PostedActivity[];
  readonly typing: readonly string[];
  /** What the next requests get instead of an answer, typing indicators left out. */
  misbehave(...misdeeds: Misdeed[]): void;
  /** The same in one conversation. */
  misbehaveIn(conversation: string, ...misdeeds: Misdeed[]): void;
  close(): Promise<void>;
}

export async function openTeamsConnector(): Promise<TeamsConnector> {
  const requests: { line: string; authorization?: string }[] = [];
  const messages: PostedActivity[] = [];
  const whispers: PostedActivity[] = [];
  const typing: string[] = [];
  const script: Misdeed[] = [];
  const scripts = new Map<string, Misdeed[]>();

  const server = createServer((request, response) => void receive(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    origin,
    serviceUrl: `${origin}/teams/`,
    requests,
    messages,
    whispers,
    typing,
    misbehave: (...misdeeds) => void script.push(...misdeeds),
    misbehaveIn: (conversation, ...misdeeds) =>
      void scripts.set(conversation, [...(scripts.get(conversation) ?? []), ...misdeeds]),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const { authorization } = request.headers;
    requests.push({ line: `${method} ${url}`, ...(authorization ? { authorization } : {}) });
    const activity = (await bodyOf(request)) as PostedActivity['activity'];
    const path =
      /^\/teams\/v3\/conversations\/([^/]+)\/activities(?:\/([^/?]+))?(\?isTargetedActivity=true)?$/.exec(
        url,
      );
    if (!path) return answer(response, 404, { error: { code: 'NotFound' } });
    const [, conversation = '', id = '', targeted] = path.map((part) =>
      decodeURIComponent(part ?? ''),
    );
    const told = targeted ? whispers : messages;
    if (activity.type !== 'typing')
      return take(method, { conversation, id, activity }, told, response);
    typing.push(conversation);
    return answer(response, 201, { id: 'typing' });
  }

  function take(
    method: string,
    { conversation, id, activity }: PostedActivity,
    told: PostedActivity[],
    response: ServerResponse,
  ) {
    const misdeed = scripts.get(conversation)?.shift() ?? script.shift();
    if (misdeed && !isKept(misdeed)) return fail(response, misdeed);
    const kept =
      method === 'PUT' ? replace(conversation, id, activity) : add(told, conversation, activity);
    if (misdeed) return fail(response, misdeed);
    if (!kept) return refuse(response, { status: 404, code: 'ActivityNotFoundInConversation' });
    return answer(response, method === 'PUT' ? 200 : 201, { id: kept });
  }

  function add(
    told: PostedActivity[],
    conversation: string,
    activity: PostedActivity['activity'],
  ): string {
    const id = `activity-${messages.length + whispers.length + 1}`;
    told.push({ conversation, id, activity });
    return id;
  }

  function replace(conversation: string, id: string, activity: PostedActivity['activity']) {
    const index = messages.findIndex((one) => one.conversation === conversation && one.id === id);
    if (index === -1) return undefined;
    messages[index] = { conversation, id, activity };
    return id;
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}

function isKept(misdeed: Misdeed): boolean {
  return misdeed === 'swallow' || (typeof misdeed === 'object' && misdeed.kept === true);
}

function fail(response: ServerResponse, misdeed: Misdeed): void {
  if (typeof misdeed === 'object') refuse(response, misdeed);
  else if (misdeed !== 'hang') response.socket?.resetAndDestroy();
}

function refuse(response: ServerResponse, told: Exclude<Misdeed, string>) {
  const error = { code: told.code ?? '', message: 'as told' };
  answer(response, told.status, { error }, told.headers);
}

function answer(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
