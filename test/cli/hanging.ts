/** A server that takes requests and answers some of them never. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Hanging {
  readonly url: string;
  /** Resolves when so many requests hang. */
  hung(count: number): Promise<void>;
  /** Paths of those that were answered. */
  readonly answered: readonly string[];
  close(): void;
}

/** @param answers the body for a path; undefined where it never comes */
export async function hangingServer(
  answers: (path: string) => object | undefined = () => undefined,
): Promise<Hanging> {
  const hanging: IncomingMessage[] = [];
  const answered: string[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    request.resume();
    const body = answers(request.url ?? '');
    if (body) {
      answered.push(request.url ?? '');
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
      return;
    }
    hanging.push(request);
    for (const look of waiting) look();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answered,
    hung: (count) =>
      new Promise((settle) => {
        const look = () => hanging.length >= count && settle();
        waiting.add(look);
        look();
      }),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
