/** Chats that other processes post into over HTTP: they keep what arrives, and lose questions and answers as a seed decides. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Chance } from '../doubles/chance.ts';

export interface ChatMessage {
  readonly chat: string;
  readonly delivery: string;
  readonly title: string;
  /** Of the message in whose thread it stands. */
  readonly under: string | undefined;
}

export interface Chats {
  readonly url: string;
  /** What stands there, oldest first. */
  readonly messages: readonly ChatMessage[];
  /** Edits that arrived. */
  readonly edits: number;
  /** From here on everything arrives and is answered, and nothing has been posted yet. */
  reset(chance: Chance | undefined): void;
  close(): Promise<void>;
}

/** Shares of posts whose answer is lost, and that are lost themselves. */
const LOST = { answer: 0.15, post: 0.1 };

export async function openChats(): Promise<Chats> {
  let messages: ChatMessage[] = [];
  let edits = 0;
  let chance: Chance | undefined;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://chats');
    const chat = url.pathname.slice(1);
    const fate = request.method === 'GET' ? 1 : (chance?.uniform() ?? 1);
    if (fate < LOST.post) return void request.socket.destroy();
    const body = request.method === 'GET' ? undefined : await json(request);
    const answer = act(request.method, chat, url.searchParams, body as never);
    if (fate < LOST.post + LOST.answer) return void request.socket.destroy();
    response.end(JSON.stringify(answer));
  }

  function act(
    method: string | undefined,
    chat: string,
    asked: URLSearchParams,
    body: Omit<ChatMessage, 'chat'>,
  ): object {
    if (method === 'PUT') {
      edits += 1;
      return {};
    }
    if (method === 'POST') return { message: String(messages.push({ chat, ...body }) - 1) };
    const index = messages.findIndex(
      (one) =>
        one.chat === chat &&
        one.delivery === asked.get('delivery') &&
        (one.under ?? '') === asked.get('under'),
    );
    return index === -1 ? {} : { message: String(index) };
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get messages() {
      return messages;
    },
    get edits() {
      return edits;
    },
    reset(next) {
      messages = [];
      edits = 0;
      chance = next;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
