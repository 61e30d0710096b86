import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canvasRenderer } from '../../src/chart/canvas-renderer.ts';
import { type DrawingThread, openDrawingThread } from '../../src/chart/drawing-thread.ts';
import { type Charts, openCharts } from '../../src/chart/index.ts';
import type { Chart, HeatMap, LineChart } from '../../src/core/digest.ts';
import { chartRendererContract } from '../contracts/chart-renderer.ts';
import { differences, heightOf, type Pixels, pixelsOf } from './pixels.ts';
import { sampleCurve, sampleHeat } from './sample-charts.ts';

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

  const lineOf = (...values: (number | null)[]): LineChart => ({
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

describe('a drawn heat map', () => {
  let charts: Charts;
  beforeAll(() => {
    charts = openCharts();
  });
  afterAll(() => charts.close());

  const mapOf = (...rows: (number | null)[][]): HeatMap => ({
    ...sampleHeat(),
    columns: ['D1', 'D2', 'D3'],
    rows: rows.map((values, index) => ({ name: `P${index}`, values })),
  });
  /** The colour of a cell beside its text, of a map of eight rows and three columns. */
  const LEFT = [100, 590, 1080] as const;
  const cellAt = (pixels: Pixels, column: 0 | 1 | 2, row: number) =>
    pixels.at(LEFT[column] + 60, 200 + (row + 0.5) * 65).join();

  it('is dark where a rate is high in its own column, pale where it is low, white where it is missing', async () => {
    const rows = [0.5, 0.4, 0.3, 0.2, 0.1, 0.3, 0.3, 0.3].map((rate, row) => [
      rate,
      rate / 10,
      row === 2 ? null : 0.02,
    ]);
    const pixels = await pixelsOf(await charts.render(mapOf(...rows), size, signal));
    const [first, ...rest] = [0, 1, 2, 3, 4].map((row) => cellAt(pixels, 0, row));
    expect(first).toBe([0x08, 0x3f, 0x79].join());
    expect(rest.at(-1)).toBe([0xe8, 0xf1, 0xfb].join());
    expect(new Set([first, ...rest]).size).toBe(5);
    for (const row of [0, 1, 2, 3, 4]) expect(cellAt(pixels, 1, row)).toBe(cellAt(pixels, 0, row));
    expect(cellAt(pixels, 2, 2)).toBe('255,255,255');
    expect(cellAt(pixels, 2, 3)).toBe([0x62, 0x9f, 0xd9].join());
  });

  it('prints a figure in every cell', async () => {
    const rows = Array.from({ length: 8 }, () => [0.2, 0.2, 0.2]);
    const [some, others] = await Promise.all(
      [rows, rows.map(([a = 0, b = 0, c = 0]) => [a + 0.06, b + 0.06, c + 0.06])].map(async (one) =>
        pixelsOf(await charts.render(mapOf(...one), size, signal)),
      ),
    );
    if (!some || !others) throw new Error('two pictures were asked for');
    // The same shade throughout: only the digits differ.
    expect(differences(some, others)).toBeGreaterThan(24 * 100);
    expect(cellAt(some, 1, 4)).toBe(cellAt(others, 1, 4));
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
    const narrow = openDrawingThread(20);
    const crowd = Array.from({ length: 40 }, () =>
      narrow.draw(sampleCurve(), { width: 80, height: 40 }, signal),
    );
    const outcomes = await Promise.allSettled(crowd);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(10);
    expect(refused.length).toBeLessThan(25);
    for (const outcome of refused)
      expect(outcome).toMatchObject({ reason: { code: 'chart_failed', retry: 'later' } });
    await narrow.close();
  });

  it('draws nothing once it is closed', async () => {
    const other = openDrawingThread();
    await other.close();
    await expect(other.draw(sampleCurve(), size, signal)).rejects.toMatchObject({
      code: 'chart_failed',
    });
  });
});
