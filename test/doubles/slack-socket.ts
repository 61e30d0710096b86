/** Slack's end of Socket Mode on loopback: says where to connect, greets, sends envelopes and awaits their acknowledgement. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Answers, openSlackWebApi, type SlackWebApi } from './slack-web-api.ts';

export const APP_TOKEN = 'xapp-1-A1-reporter';

export interface SlackSocket {
  readonly api: SlackWebApi;
  /** Resolves when so many connections have been greeted since the beginning. */
  connected(count: number): Promise<void>;
  /** Connections that stand now. */
  open(): number;
  /** Resolves once none stands. */
  ended(): Promise<void>;
  /** Sends an envelope; resolves with what the acknowledgement carries. */
  send(type: 'slash_commands' | 'interactive' | 'events_api', payload: object): Promise<unknown>;
  /** Tells every connection that it will end, as Slack does after some hours, and ends it. */
  refresh(): void;
  /** Cuts every connection without a word. */
  cut(): void;
  close(): Promise<void>;
}

interface Acknowledged {
  readonly envelope_id: string;
  readonly payload?: unknown;
}

/** @param answers of the Web API, beside apps.connections.open */
export async function openSlackSocket(answers: Answers = {}): Promise<SlackSocket> {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/link?ticket=t`;
  const api = await openSlackWebApi({
    'apps.connections.open': ({ token }) =>
      token === APP_TOKEN ? { url } : { ok: false, error: 'invalid_auth' },
    ...answers,
  });
  const acks = new Map<string, (payload: unknown) => void>();
  const waiting: (() => void)[] = [];
  const tell = () => {
    for (const look of waiting) look();
  };
  let greeted = 0;
  let sent = 0;
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => {
      const { envelope_id, payload } = JSON.parse(String(data)) as Acknowledged;
      acks.get(envelope_id)?.(payload);
    });
    socket.on('close', tell);
    socket.send(
      JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A1' } }),
    );
    greeted += 1;
    tell();
  });
  const each = (work: (socket: WebSocket) => void) => sockets.clients.forEach(work);
  return {
    api,
    connected: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (greeted >= count) resolve();
        };
        waiting.push(look);
        look();
      }),
    open: () => sockets.clients.size,
    ended: () =>
      new Promise((resolve) => {
        const look = () => {
          if (sockets.clients.size === 0) resolve();
        };
        waiting.push(look);
        look();
      }),
    send(type, payload) {
      sent += 1;
      const envelope_id = `e${sent}`;
      const acked = new Promise((resolve) => acks.set(envelope_id, resolve));
      const [socket] = sockets.clients;
      socket?.send(JSON.stringify({ type, envelope_id, payload, accepts_response_payload: true }));
      return acked;
    },
    refresh: () =>
      each((socket) => {
        socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
        socket.close();
      }),
    cut: () => each((socket) => socket.terminate()),
    async close() {
      each((socket) => socket.terminate());
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await api.close();
    },
  };
}
