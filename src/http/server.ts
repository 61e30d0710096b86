/** The one server: health, charts, and whatever the adapters mount. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { AppError } from '../core/errors.ts';

export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
) => void;

export interface HttpServer {
  /** Adds a handler; no body is parsed before it (Slack signs the raw body). */
  mount(handler: Handler): void;
  /** Resolves with the port in use. Throws AppError port_taken. */
  listen(host: string, port: number): Promise<number>;
  /** Lets requests under way finish, then closes. */
  close(): Promise<void>;
}

/** Requests still open this long after close() are cut. */
const CLOSE_MS = 5_000;

export function httpServer(): HttpServer {
  const web = express();
  web.disable('x-powered-by');
  web.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  const server = createServer(web);

  return {
    mount(handler) {
      web.use(handler);
    },
    listen(host, port) {
      return new Promise((resolve, reject) => {
        server.once('error', (cause: NodeJS.ErrnoException) => {
          const isTaken = cause.code === 'EADDRINUSE';
          reject(
            isTaken ? new AppError('port_taken', { host, port: String(port) }, { cause }) : cause,
          );
        });
        server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
      });
    },
    close() {
      return new Promise((resolve) => {
        if (!server.listening) return resolve();
        const cut = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      });
    },
  };
}
