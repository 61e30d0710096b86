/** The one server: health, charts, and whatever the adapters mount. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { AppError } from '../core/errors.ts';
import type { Logger } from '../ports/runtime.ts';
import { bound, PATIENCE, refuseTooLong, securityHeaders, serverOptions } from './protection.ts';

export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
) => void;

export interface HttpServer {
  /** Adds a handler; no body is parsed before it (Slack signs the raw body). */
  mount(handler: Handler): void;
  /** Resolves with the port in use. Throws AppError port_taken or cannot_listen. */
  listen(host: string, port: number): Promise<number>;
  /** How many requests have come, those about the process itself left out. */
  asked(): number;
  /** Takes no more connections; what came is still answered. */
  stopListening(): void;
  /** Lets requests under way finish, then closes. */
  close(): Promise<void>;
}

/** What watches the process, or shares out requests, asks. */
const WATCHING = new Set(['/healthz', '/readyz', '/metrics']);

/** @param closeMs requests still open this long after close() are cut */
export function httpServer(log: Logger, closeMs = 5_000, patience = PATIENCE): HttpServer {
  const web = express();
  web.disable('x-powered-by');
  // Elsewhere express shows whoever asks the stack of an error.
  web.set('env', 'production');
  let asked = 0;
  web.use((request, _response, next) => {
    if (!WATCHING.has(request.path)) asked += 1;
    next();
  });
  web.use(securityHeaders(), refuseTooLong());
  web.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  const server = createServer(serverOptions(patience), web);
  bound(server);
  let isClosing = false;
  let closed: Promise<void> = Promise.resolve();
  // A connection kept alive after its answer would hold up the end.
  server.on('request', (request, response) => {
    response.once('finish', () => isClosing && request.socket.destroySoon());
  });

  function stopListening(): void {
    if (!isClosing && server.listening)
      closed = new Promise((resolve) => server.close(() => resolve()));
    isClosing = true;
    server.closeIdleConnections();
  }

  return {
    mount(handler) {
      web.use(handler);
    },
    listen(host, port) {
      web.use(refusing(log));
      return new Promise((resolve, reject) => {
        server.once('error', (cause: NodeJS.ErrnoException) => {
          const where = { host, port: String(port) };
          reject(
            cause.code === 'EADDRINUSE'
              ? new AppError('port_taken', where, { cause })
              : new AppError('cannot_listen', { ...where, detail: String(cause.code) }, { cause }),
          );
        });
        server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
      });
    },
    asked: () => asked,
    stopListening,
    async close() {
      stopListening();
      const cut = setTimeout(() => server.closeAllConnections(), closeMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

/** A request that can't be read is its sender's fault and no news; anything else goes to the log, never to the sender. */
function refusing(log: Logger): express.ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const { status } = error as { status?: unknown };
    const isSenders = typeof status === 'number' && status < 500;
    if (!isSenders) log.error({ err: error }, 'a request failed');
    if (response.headersSent) next(error);
    else response.sendStatus(isSenders ? status : 500);
  };
}
