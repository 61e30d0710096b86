/** `/metrics`, in Prometheus' text format; for whoever bears METRICS_TOKEN, where one is set. */
import { createHash, timingSafeEqual } from 'node:crypto';
import express from 'express';
import type { Vitals } from '../ports/health.ts';
import type { Logger } from '../ports/runtime.ts';
import { gauges } from './gauges.ts';
import type { PromMeter } from './meter.ts';
import type { Handler } from './server.ts';

export function metricsRoute(deps: {
  readonly meter: PromMeter;
  readonly vitals: Vitals;
  readonly log: Logger;
  /** Undefined leaves them open to whoever reaches the server. */
  readonly token: string | undefined;
  /** Prometheus itself gives up after ten seconds. */
  readonly deadlineMs?: number;
}): Handler {
  const { meter, vitals, log, token, deadlineMs = 2_000 } = deps;
  const looked = gauges(meter.registry, { vitals, log, deadlineMs });
  const web = express.Router();
  web.get('/metrics', async (request, response) => {
    response.set('Cache-Control', 'no-store');
    if (token !== undefined && !isBorne(request.get('authorization'), token)) {
      response.set('WWW-Authenticate', 'Bearer').status(401).type('text/plain');
      response.send('Bearer token wanted.\n');
      return;
    }
    await looked.refresh();
    const page = await meter.registry.metrics();
    // Not by type(): express would put its charset in the place of the format's version.
    response.setHeader('Content-Type', meter.registry.contentType);
    response.end(page);
  });
  return web as unknown as Handler;
}

/** Takes as long whatever is wrong with it: hashes are of one length. */
function isBorne(authorization: string | undefined, token: string): boolean {
  const [, given = ''] = authorization?.match(/^Bearer +(\S+) *$/i) ?? [];
  const hashOf = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hashOf(given), hashOf(token));
}
