import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canvasRenderer } from '../../src/chart/canvas-renderer.ts';
import { type DrawingThread, openDrawingThread } from '../../src/chart/drawing-thread.ts';
import { type Charts, openCharts } from '../../src/chart/index.ts';
import type { Chart } from '../../src/core/digest.ts';
import { chartRendererContract } from '../contracts/chart-renderer.ts';
import { heightOf, pixelsOf } from './pixels.ts';
import { sampleCurve } from './sample-charts.ts';

chartRendererContract('the embedded renderer', async () => {
  const renderer = canvasRenderer(openDrawingThread());
  return { renderer, close: () => renderer.close() };
});

const signal = AbortSignal.timeout(60_000);
const size = { width: 1600, height: 800 };

describe('a drawn curve', () => {
  let charts: Charts;
  beforeAll(async () => {
    charts = openCharts();
    await charts.warm();
  });
  afterAll(() => charts.close());

  const lineOf = (...values: (number | null)[]): Chart => ({
    ...sampleCurve(),
    labels: values.map((_, index) => `P${index}`),
    series: [{ name: 'now', role: 'now', values }],
  });
  const blue = [0x0b, 0x5c, 0xad] as const;
  /** Where a flat line of one rate lies; five positions, looked at between two, clear of marks and figures. */
  const flatAt = async (rate: number, ...others: number[]) => {
    const chart = lineOf(rate, rate, rate, ...others);
    const before = { name: 'before', role: 'before' as const, values: chart.labels.map(() => 0.5) };
    const drawn = { ...chart, series: [...chart.series, before] };
    const pixels = await pixelsOf(await charts.render(drawn, size, signal));
    return heightOf(pixels, blue, 580, [160, 760]) ?? Number.NaN;
  };

  it('puts rates at heights in proportion to them, from zero', async () => {
    const [none, quarter, half] = await Promise.all([
      flatAt(0, 0, 0.5),
      flatAt(0.25, 0, 0.5),
      flatAt(0.4999, 0, 0.5),
    ]);
    expect(none - quarter).toBeGreaterThan(150);
    expect(none - half).toBeCloseTo((none - quarter) * 2, -0.5);
  });

  it('leaves a gap where there is no figure', async () => {
    const rows = [160, 760] as const;
    const whole = await pixelsOf(await charts.render(lineOf(0.3, 0.3, 0.3, 0.3), size, signal));
    const broken = await pixelsOf(await charts.render(lineOf(0.3, null, 0.3, 0.3), size, signal));
    // Between the first two of four positions, and between the last two.
    expect(heightOf(whole, blue, 480, rows)).toBeDefined();
    expect(heightOf(broken, blue, 480, rows)).toBeUndefined();
    expect(heightOf(broken, blue, 1250, rows)).toBeDefined();
  });

  it('shows a figure that stands between two gaps', async () => {
    const chart = lineOf(null, 0.3, null, null);
    const pixels = await pixelsOf(await charts.render(chart, size, signal));
    const columns = Array.from({ length: size.width }, (_, x) => x);
    const seen = columns.filter((x) => heightOf(pixels, blue, x, [160, 760]) !== undefined);
    expect(seen.length).toBeGreaterThan(10);
  });
});

describe('the drawing thread', () => {
  let thread: DrawingThread;
  beforeAll(() => {
    thread = openDrawingThread();
  });
  afterAll(() => thread.close());

  it('tells what went wrong as chart_failed, and draws the next chart', async () => {
    const broken = { ...sampleCurve(), labels: undefined } as unknown as Chart;
    await expect(thread.draw(broken, size, signal)).rejects.toMatchObject({
      name: 'AppError',
      code: 'chart_failed',
      retry: 'later',
    });
    expect((await thread.draw(sampleCurve(), size, signal)).length).toBeGreaterThan(10_000);
  });

  it('refuses more than its queue holds instead of growing', async () => {
    const crowd = Array.from({ length: 100 }, () =>
      thread.draw(sampleCurve(), { width: 80, height: 40 }, signal),
    );
    const outcomes = await Promise.allSettled(crowd);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(20);
    expect(refused.length).toBeLessThan(50);
    for (const outcome of refused)
      expect(outcome).toMatchObject({ reason: { code: 'chart_failed', retry: 'later' } });
  });

  it('draws nothing once it is closed', async () => {
    const other = openDrawingThread();
    await other.close();
    await expect(other.draw(sampleCurve(), size, signal)).rejects.toMatchObject({
      code: 'chart_failed',
    });
  });
});
