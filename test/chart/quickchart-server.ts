/** A QuickChart server: evaluates the configuration it is posted under the real one's restrictions, and draws it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { type ChartConfiguration, Chart as ChartJs } from 'chart.js/auto';

export interface Posted {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly version: string;
  readonly format: string;
  readonly devicePixelRatio: number;
  readonly backgroundColor: string;
  readonly chart: string;
}

export interface QuickChartServer {
  readonly url: string;
  readonly posted: readonly Posted[];
  /** Answers the next requests so instead of drawing; undefined draws again. */
  answerWith(answer: { status: number; body: string | Buffer } | undefined): void;
  close(): Promise<void>;
}

export async function startQuickChart(): Promise<QuickChartServer> {
  const posted: Posted[] = [];
  let canned: { status: number; body: string | Buffer } | undefined;
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request)) as Omit<Posted, 'path'>;
    posted.push({ ...body, path: `${request.method} ${request.url}` });
    if (canned) {
      response.writeHead(canned.status, { 'x-quickchart-error': 'said the server' });
      response.end(canned.body);
      return;
    }
    try {
      response.setHeader('content-type', 'image/png');
      response.end(await drawConfig(evaluate(body.chart), body.width, body.height));
    } catch (error) {
      response.writeHead(400).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posted,
    answerWith: (answer) => {
      canned = answer;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What the server refuses or hides (lib/charts.js of typpo/quickchart); a config that needs any of it throws. */
const LOOPS = /(for|while)\s*\(/i;
const HIDDEN =
  'Buffer Array Function Infinity RegExp Map Set JSON Promise Reflect Proxy Intl Object Boolean Symbol Error';

export function evaluate(chart: string): ChartConfiguration {
  if (LOOPS.test(chart)) throw new Error('Input is not allowed');
  const hidden = Object.fromEntries(HIDDEN.split(' ').map((name) => [name, undefined]));
  return vm.runInNewContext(`(${chart})`, hidden) as ChartConfiguration;
}

for (const weight of [400, 700]) {
  const file = `../../src/chart/fonts/noto-sans-sc-chinese-simplified-${weight}-normal.woff2`;
  // Under the name by which a server's own system knows it, so that the fallback is what is tested.
  GlobalFonts.registerFromPath(fileURLToPath(new URL(file, import.meta.url)), 'Noto Sans CJK SC');
}

async function drawConfig(config: ChartConfiguration, width: number, height: number) {
  const canvas = createCanvas(width, height);
  const chart = new ChartJs(canvas as unknown as HTMLCanvasElement, config);
  try {
    return await canvas.encode('png');
  } finally {
    chart.destroy();
  }
}
