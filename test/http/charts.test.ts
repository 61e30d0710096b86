/** Charts by URL: only for those who know it, drawn when they are fetched, silent about failures. */
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Chart } from '../../src/core/digest.ts';
import { AppError } from '../../src/core/errors.ts';
import { chartRoute } from '../../src/http/charts.ts';
import { type HttpServer, httpServer } from '../../src/http/server.ts';
import type { ChartRenderer, Picture } from '../../src/ports/chart-renderer.ts';
import type { Stores } from '../../src/ports/stores.ts';
import { openStores } from '../../src/store/index.ts';
import { dailyDigest } from '../doubles/digests.ts';
import { keptLog, type LogLine, PNG } from '../doubles/host.ts';
import { setClock } from '../pipeline/rig.ts';

let stores: Stores;
let server: HttpServer;
let port: number;
let log: LogLine[];
let drawn: { chart: Chart; picture: Picture }[];
let render: ChartRenderer['render'];
let publish: (chart: Chart) => Promise<string>;

beforeEach(async () => {
  stores = await openStores(':memory:');
  server = httpServer(keptLog([]));
  log = [];
  drawn = [];
  render = async (chart, picture) => {
    drawn.push({ chart, picture });
    return PNG;
  };
  const route = chartRoute({
    publicUrl: 'https://bot.example.com',
    shelf: stores.charts,
    charts: { render: (...given) => render(...given), close: async () => {} },
    clock: setClock('2026-11-22T01:30:00Z'),
    log: keptLog(log),
    newId: () => randomBytes(16).toString('hex'),
    key: 'a key of ours',
  });
  publish = route.publish;
  server.mount(route.handler);
  server.mount((_, response) => void response.writeHead(418).end());
  port = await server.listen('127.0.0.1', 0);
});
afterEach(async () => {
  await server.close();
  await stores.close();
});

const here = (address: string) => address.replace('https://bot.example.com', origin());
const origin = () => `http://127.0.0.1:${port}`;

describe('a published chart', () => {
  it('is fetched as the picture of that chart, in the width that Teams takes', async () => {
    const chart = chartOf();
    const address = await publish(chart);
    const response = await fetch(here(address));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG);
    expect(drawn).toEqual([{ chart, picture: { width: 1024, height: 512 } }]);
  });

  it('has an address that cannot be guessed, the same for the same chart within one hour', async () => {
    const other = { ...chartOf(), title: 'Another' };
    const addresses = [await publish(chartOf()), await publish(other), await publish(chartOf())];
    for (const address of addresses)
      expect(address).toMatch(
        /^https:\/\/bot\.example\.com\/charts\/[0-9a-f]{32}-[0-9a-f]{32}\.png$/,
      );
    expect(addresses[2]).toBe(addresses[0]);
    expect(new Set(addresses).size).toBe(2);
  });

  it('is kept by no shared cache', async () => {
    const response = await fetch(here(await publish(chartOf())));
    expect(response.headers.get('cache-control')).toContain('private');
  });

  it('can be asked for without its body', async () => {
    const response = await fetch(here(await publish(chartOf())), { method: 'HEAD' });
    expect(response.status).toBe(200);
  });
});

describe('what is no chart', () => {
  it('is not found: a signature for an id that nobody published', async () => {
    const address = here(await publish(chartOf()));
    const other = address.replace(/[0-9a-f]{32}-/, `${'0'.repeat(32)}-`);
    expect((await fetch(other)).status).toBe(404);
  });

  it.each([
    ['no signature', (address: string) => address.replace(/-[0-9a-f]{32}/, '')],
    ['another’s', (address: string) => address.replace(/-[0-9a-f]{32}/, `-${'0'.repeat(32)}`)],
    ['half of it', (address: string) => address.replace(/-([0-9a-f]{16})[0-9a-f]{16}/, '-$1')],
  ])('is not found, nor looked for, with %s', async (_, forged) => {
    const address = here(await publish(chartOf()));
    const get = vi.spyOn(stores.charts, 'get');
    expect((await fetch(forged(address))).status).toBe(404);
    expect([get.mock.calls, drawn]).toEqual([[], []]);
    expect((await fetch(address)).status).toBe(200);
  });

  it.each([
    '%00',
    "' OR '1'='1",
    '..%2f..%2fdata%2fretention.db',
    `${'a'.repeat(32)}.png%00.html`,
    'A'.repeat(32),
    `${'a'.repeat(31)}.png`,
    `${'a'.repeat(33)}.png`,
    `${'a'.repeat(32)}.svg`,
    `${'a'.repeat(32)}.PNG.png`,
    '%E0%A4%A',
    'x'.repeat(4_000),
  ])('is not found: %s', async (name) => {
    await publish(chartOf());
    const response = await fetch(`${origin()}/charts/${name}`);
    expect([400, 404]).toContain(response.status);
    const body = await response.text();
    expect(body).not.toMatch(/\.ts|node_modules| at /);
    expect(drawn).toEqual([]);
  });

  it('is left to the next handler elsewhere', async () => {
    expect((await fetch(`${origin()}/charts`)).status).toBe(418);
    expect((await fetch(`${origin()}/slack/events`, { method: 'POST' })).status).toBe(418);
  });
});

describe('a chart that cannot be drawn', () => {
  it('is unavailable for now, without details; the log has them', async () => {
    render = async () => {
      throw new AppError('chart_failed', { detail: '/usr/lib/secret.so' });
    };
    const response = await fetch(here(await publish(chartOf())));
    expect(response.status).toBe(503);
    expect(response.headers.get('cache-control')).toBeNull();
    const body = await response.text();
    expect(body).not.toContain('secret');
    expect(log).toEqual([expect.objectContaining({ level: 'error', message: 'chart not drawn' })]);
  });

  it('is not drawn on for somebody who has gone', async () => {
    const [begun, stopped] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    render = (_, __, signal) =>
      new Promise((_resolve, reject) => {
        begun.resolve();
        signal.addEventListener('abort', () => {
          stopped.resolve();
          reject(signal.reason);
        });
      });
    const leaving = new AbortController();
    const response = fetch(here(await publish(chartOf())), { signal: leaving.signal });
    await begun.promise;
    leaving.abort();
    await expect(response).rejects.toThrow();
    await stopped.promise;
    expect(log).toEqual([]);
  });
});

function chartOf(): Chart {
  const section = dailyDigest().sections.find(({ kind }) => kind === 'chart');
  if (section?.kind !== 'chart') throw new Error('no chart');
  return section.chart;
}
