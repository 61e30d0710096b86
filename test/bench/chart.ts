/** What a chart costs: time a picture, and the memory of the process after 300 of them. */
import { canvasRenderer } from '../../src/chart/canvas-renderer.ts';
import { openDrawingThread } from '../../src/chart/drawing-thread.ts';
import { sampleCurve } from '../chart/sample-charts.ts';

const PICTURES = 300;
/** What Slack is given, and Teams. */
const LARGE = { width: 1600, height: 800 } as const;
const SMALL = { width: 800, height: 400, maxBytes: 24 * 1024 } as const;

async function benchChart(): Promise<{ name: string; value: string }[]> {
  // Not as the bot opens it: there the same picture is drawn once.
  const charts = canvasRenderer(openDrawingThread());
  const signal = new AbortController().signal;
  const chart = sampleCurve({ appName: '街角小店', locale: 'zh-CN' });
  const timed = async (picture: typeof LARGE | typeof SMALL) => {
    const started = performance.now();
    await charts.render(chart, picture, signal);
    return performance.now() - started;
  };
  const times: number[] = [];
  let peak = 0;
  try {
    const first = await timed(LARGE);
    for (let count = 0; count < PICTURES; count += 1) {
      times.push(await timed(LARGE));
      peak = Math.max(peak, process.memoryUsage.rss());
    }
    const after = process.memoryUsage.rss();
    const small: number[] = [];
    for (let count = 0; count < 50; count += 1) small.push(await timed(SMALL));
    return [
      { name: 'chart 1600×800, first (thread and fonts loading)', value: ms(first) },
      { name: 'chart 1600×800, median', value: ms(median(times)) },
      { name: 'chart 800×400 in 24 KB, median', value: ms(median(small)) },
      { name: `memory after ${PICTURES} charts (peak)`, value: `${mb(after)} (${mb(peak)})` },
    ];
  } finally {
    await charts.close();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const ms = (milliseconds: number) => `${milliseconds.toFixed(0)} ms`;
const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

process.stdout.write(JSON.stringify(await benchChart()));
