/** hooks.slack.com on loopback: each response_url takes five answers within thirty minutes. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answered = Readonly<Record<string, unknown>>;

export interface ResponseUrls {
  /** A new one, as each command and each press brings its own. */
  fresh(): string;
  /** What was taken, in order. */
  readonly taken: readonly Answered[];
  /** What was refused. */
  readonly refused: readonly { readonly answer: Answered; readonly error: string }[];
  /** Resolves with what was taken once it is so many. */
  arrived(count: number): Promise<readonly Answered[]>;
  close(): Promise<void>;
}

export interface ResponseUrlOptions {
  /** Slack's word for why it takes no such answer. */
  readonly refuse?: (answer: Answered) => string | undefined;
  readonly now?: () => number;
}

const USES = 5;
const LIFE_MS = 30 * 60_000;

export async function openResponseUrls(options: ResponseUrlOptions = {}): Promise<ResponseUrls> {
  const { refuse = () => undefined, now = Date.now } = options;
  const taken: Answered[] = [];
  const refused: { answer: Answered; error: string }[] = [];
  const urls = new Map<string, { uses: number; readonly since: number }>();
  const waiting: (() => void)[] = [];
  /** Slack's word for a URL that takes no more. */
  const spentBy = (path: string): string | undefined => {
    const url = urls.get(path);
    if (!url) return 'no_such_url';
    url.uses += 1;
    if (now() - url.since > LIFE_MS) return 'expired_url';
    return url.uses > USES ? 'used_url' : undefined;
  };
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const answer = JSON.parse(Buffer.concat(chunks).toString()) as Answered;
      const spent = spentBy(request.url ?? '');
      const error = spent ?? refuse(answer);
      if (error) refused.push({ answer, error });
      else taken.push(answer);
      const body = error ? { ok: false, error } : { ok: true };
      // Slack says 404 of a URL that is used up, and 200 of what it can't show.
      response.writeHead(spent ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
      for (const look of waiting) look();
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    taken,
    refused,
    fresh() {
      const path = `/actions/T000000001/${urls.size + 1}`;
      urls.set(path, { uses: 0, since: now() });
      return `http://127.0.0.1:${port}${path}`;
    },
    arrived: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (taken.length >= count) resolve(taken);
        };
        waiting.push(look);
        look();
      }),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
