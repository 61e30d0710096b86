/** A picture that many chats ask for is drawn once; whoever gives up takes it from nobody else. */
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { canvasRenderer } from '../../src/chart/canvas-renderer.ts';
import { openDrawingThread } from '../../src/chart/drawing-thread.ts';
import { openCharts } from '../../src/chart/index.ts';
import { sharedRenders } from '../../src/chart/shared-renders.ts';
import type { Chart } from '../../src/core/digest.ts';
import { AppError } from '../../src/core/errors.ts';
import type { ChartRenderer } from '../../src/ports/chart-renderer.ts';
import { chartRendererContract } from '../contracts/chart-renderer.ts';
import { sampleCurve } from './sample-charts.ts';

chartRendererContract('one whose pictures are shared', async () => {
  const renderer = sharedRenders(canvasRenderer(openDrawingThread()));
  return { renderer, close: () => renderer.close() };
});

const size = { width: 800, height: 400 };
const signal = new AbortController().signal;
const chartOf = (appName: string): Chart => sampleCurve({ appName });

/** Draws when it is told to. */
function scripted() {
  const begun: { signal: AbortSignal; draw(): void; fail(): void }[] = [];
  const renderer: ChartRenderer = {
    render(chart, _, given) {
      const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
      const fail = () => reject(new AppError('chart_failed', { detail: 'none' }));
      begun.push({ signal: given, draw: () => resolve(Buffer.from(chart.title)), fail });
      return promise;
    },
    async close() {},
  };
  return { begun, shared: sharedRenders(renderer) };
}

describe('a picture', () => {
  it('that five hundred chats ask for at once is drawn once, and reaches them all', async () => {
    const charts = openCharts();
    const chart = chartOf('Shop');
    const all = Array.from({ length: 500 }, () => charts.render(chart, size, signal));
    const [first, ...others] = await Promise.all(all);
    expect(first?.subarray(1, 4).toString()).toBe('PNG');
    expect(others.every((png) => first?.equals(png))).toBe(true);
    await charts.close();
  });

  it('of each of seventy apps is drawn, though all are due at one moment', async () => {
    const charts = openCharts();
    const names = Array.from({ length: 70 }, (_, index) => `App ${index}`);
    const small = { width: 200, height: 100 };
    const all = await Promise.all(names.map((name) => charts.render(chartOf(name), small, signal)));
    expect(all.map((png) => png.subarray(1, 4).toString())).toEqual(names.map(() => 'PNG'));
    await charts.close();
  });

  it('that was drawn is there for whoever asks later, and another size is another picture', async () => {
    const { begun, shared } = scripted();
    const first = shared.render(chartOf('Shop'), size, signal);
    begun[0]?.draw();
    const again = shared.render(chartOf('Shop'), size, signal);
    expect(await again).toBe(await first);
    void shared.render(chartOf('Shop'), { ...size, maxBytes: 9 }, signal);
    void shared.render(chartOf('Reader'), size, signal);
    expect(begun).toHaveLength(3);
  });

  it('goes on for the others when one gives up, and ends when nobody waits any more', async () => {
    const { begun, shared } = scripted();
    const [one, two] = [new AbortController(), new AbortController()];
    const first = shared.render(chartOf('Shop'), size, one.signal);
    const second = shared.render(chartOf('Shop'), size, two.signal);
    one.abort();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    expect(begun[0]?.signal.aborted).toBe(false);
    two.abort();
    await expect(second).rejects.toMatchObject({ code: 'aborted' });
    expect(begun[0]?.signal.aborted).toBe(true);
    void shared.render(chartOf('Shop'), size, signal);
    expect(begun).toHaveLength(2);
  });

  it('that could not be drawn is drawn anew for the next', async () => {
    const { begun, shared } = scripted();
    const first = shared.render(chartOf('Shop'), size, signal);
    begun[0]?.fail();
    await expect(first).rejects.toMatchObject({ code: 'chart_failed' });
    void shared.render(chartOf('Shop'), size, signal);
    expect(begun).toHaveLength(2);
  });

  it('is forgotten after two dozen others, so that memory stays small', async () => {
    const { begun, shared } = scripted();
    const names = ['Shop', ...Array.from({ length: 25 }, (_, index) => `App ${index}`)];
    for (const name of names) {
      const drawn = shared.render(chartOf(name), size, signal);
      begun.at(-1)?.draw();
      await drawn;
      await turn();
    }
    void shared.render(chartOf('App 24'), size, signal);
    expect(begun).toHaveLength(names.length);
    void shared.render(chartOf('Shop'), size, signal);
    expect(begun).toHaveLength(names.length + 1);
  });
});
