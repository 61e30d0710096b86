/** A workflow's URL on loopback: keeps the cards it takes, and can be told to misbehave. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** `swallow`: the card is kept, but the connection ends without an answer. */
type Misdeed =
  | { status: number; body?: string; headers?: Record<string, string> }
  | 'hang'
  | 'swallow';

export interface WorkflowServer {
  /** With a signature, as Power Automate's URLs have. */
  readonly url: string;
  /** Every request: its line, and its body's text. */
  readonly requests: readonly { readonly line: string; readonly body: string }[];
  /** What stands in the channel: the body of each request that was taken. */
  readonly messages: readonly WorkflowMessage[];
  /** What the next requests get instead of 202. */
  misbehave(...misdeeds: Misdeed[]): void;
  close(): Promise<void>;
}

export interface WorkflowMessage {
  readonly type: string;
  readonly attachments: readonly {
    readonly contentType: string;
    readonly contentUrl: null;
    readonly content: { readonly body: readonly object[] };
  }[];
}

export const SIGNATURE = 'Zm9yIHRoZSB0ZXN0cyBvbmx5';

export async function openWorkflowServer(): Promise<WorkflowServer> {
  const requests: { line: string; body: string }[] = [];
  const messages: WorkflowMessage[] = [];
  const script: Misdeed[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const body = await text(request);
    requests.push({ line: `${request.method} ${request.url}`, body });
    const misdeed = script.shift() ?? { status: 202 };
    if (misdeed === 'hang') return;
    if (misdeed === 'swallow' || misdeed.status < 300)
      messages.push(JSON.parse(body) as WorkflowMessage);
    if (misdeed === 'swallow') request.socket.destroy();
    else response.writeHead(misdeed.status, misdeed.headers).end(misdeed.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/workflows/1/triggers/manual/paths/invoke?sig=${SIGNATURE}`,
    requests,
    messages,
    misbehave: (...misdeeds) => void script.push(...misdeeds),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
