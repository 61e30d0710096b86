/** What the one server does for every request: security headers, and bounds on what a sender may keep open. */
import type { Server, ServerOptions } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Milliseconds. Slack and Teams send a request at once; who takes longer holds a connection on purpose. */
export interface Patience {
  readonly headersMs: number;
  /** For all of a request, its body included. */
  readonly requestMs: number;
  /** How often connections are looked at. */
  readonly lookMs: number;
}

export const PATIENCE: Patience = { headersMs: 10_000, requestMs: 20_000, lookMs: 2_000 };

const HEADERS_BYTES = 16 * 1024;
const MOST_HEADERS = 100;
/** More would be refused by the descriptors a process may have, and then for the database as well. */
const MOST_CONNECTIONS = 500;
/** Whatever parses a body has a bound of its own, never above this one. */
const MOST_BYTES = 1024 * 1024;

export function serverOptions({ headersMs, requestMs, lookMs }: Patience): ServerOptions {
  return {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: lookMs,
    maxHeaderSize: HEADERS_BYTES,
  };
}

export function bound(server: Server): void {
  server.maxHeadersCount = MOST_HEADERS;
  server.maxConnections = MOST_CONNECTIONS;
}

/**
 * Nothing served here is a page, unless a handler says so in its own header. HSTS is left to the proxy
 * that ends TLS: it speaks for a whole domain, which isn't the bot's.
 */
export function securityHeaders(): RequestHandler {
  const options = {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'frame-ancestors': ["'none'"],
        'base-uri': ["'none'"],
      },
    },
    strictTransportSecurity: false,
  };
  const usual = helmet(options);
  // Chats show these pictures in pages of their own.
  const open = helmet({ ...options, crossOriginResourcePolicy: { policy: 'cross-origin' } });
  return (request, response, next) => {
    const protect = request.path.startsWith('/charts/') ? open : usual;
    protect(request, response, next);
  };
}

/** Refuses what says itself that it is too long, before a byte of it is read. */
export function refuseTooLong(): RequestHandler {
  return (request, response, next) => {
    if (Number(request.headers['content-length'] ?? 0) <= MOST_BYTES) return next();
    // What still comes would be read to its end if the connection were kept.
    response.set('Connection', 'close').sendStatus(413);
  };
}
