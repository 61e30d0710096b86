/** Charts by URL: signed, unguessable, never expiring, drawn again whenever they are fetched. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import express from 'express';
import { LRUCache } from 'lru-cache';
import type { Chart } from '../core/digest.ts';
import type { ChartRenderer } from '../ports/chart-renderer.ts';
import type { Clock, Logger } from '../ports/runtime.ts';
import type { ChartShelf } from '../ports/stores.ts';
import type { Handler } from './server.ts';

/** Teams shows pictures up to 1024 pixels wide. */
const SIZE = { width: 1024, height: 512 };

export interface ChartRoute {
  readonly handler: Handler;
  /** The URL of a chart from now on; the same for the same chart within one hour. */
  publish(chart: Chart): Promise<string>;
}

export function chartRoute(deps: {
  readonly publicUrl: string;
  readonly shelf: ChartShelf;
  readonly charts: ChartRenderer;
  readonly clock: Clock;
  readonly log: Logger;
  /** 128 random bits as hex. */
  readonly newId: () => string;
  /** Signs the addresses: without it nobody makes the bot look for one, let alone draw it. */
  readonly key: string;
}): ChartRoute {
  const web = express.Router();
  /** The addresses of this hour's charts: many ask for the same, and each new one is a write. */
  const published = new LRUCache<string, Promise<string>>({ max: MOST_PUBLISHED });
  web.get('/charts/:name', async (request, response) => {
    const [, id = '', signature = ''] = NAME.exec(request.params.name) ?? [];
    const isOurs = id !== '' && isSame(signature, signatureOf(id, deps.key));
    const chart = isOurs ? await deps.shelf.get(id) : undefined;
    if (!chart) {
      response.status(404).type('text/plain').send('No such chart.\n');
      return;
    }
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      const png = await deps.charts.render(chart, SIZE, gone.signal);
      response.set('Cache-Control', 'private, max-age=86400').type('png').send(png);
    } catch (error) {
      if (gone.signal.aborted) return;
      deps.log.error({ chart: id, err: error }, 'chart not drawn');
      response.status(503).type('text/plain').send('The chart could not be drawn.\n');
    }
  });
  return {
    handler: web as unknown as Handler,
    publish(chart) {
      const now = deps.clock.now();
      // Kept for more than a year, so that one of this hour still has nearly all of its time.
      const hour = now.toISOString().slice(0, HOUR);
      const name = createHash('sha256').update(hour).update(JSON.stringify(chart)).digest('hex');
      const before = published.get(name);
      if (before) return before;
      const url = put(chart, now);
      published.set(name, url);
      url.catch(() => published.delete(name));
      return url;
    },
  };

  async function put(chart: Chart, now: Date): Promise<string> {
    const id = deps.newId();
    await deps.shelf.put(id, chart, now);
    return `${deps.publicUrl.replace(/\/+$/, '')}/charts/${id}-${signatureOf(id, deps.key)}.png`;
  }
}

/** Characters of an instant that name its hour. */
const HOUR = 'YYYY-MM-DDTHH'.length;
const MOST_PUBLISHED = 100;

const NAME = /^([0-9a-f]{32})-([0-9a-f]{32})\.png$/;

function signatureOf(id: string, key: string): string {
  return createHmac('sha256', key).update(`chart ${id}`).digest('hex').slice(0, 32);
}

/** Takes as long whatever is wrong with it; both are of one length. */
function isSame(given: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(given), Buffer.from(right));
}
