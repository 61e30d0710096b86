/** What every ChartRenderer promises, wherever it draws. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import type { ChartRenderer } from '../../src/ports/chart-renderer.ts';
import { differences, pixelsOf } from '../chart/pixels.ts';
import { emptied, sampleCurve, sampleHeat, sampleTrend, without } from '../chart/sample-charts.ts';

export interface RendererUnderTest {
  readonly renderer: ChartRenderer;
  close(): Promise<void>;
}

export function chartRendererContract(name: string, make: () => Promise<RendererUnderTest>): void {
  describe(`${name} as a chart renderer`, () => {
    const signal = AbortSignal.timeout(60_000);
    const small = { width: 800, height: 400 };
    let under: RendererUnderTest;
    beforeAll(async () => {
      under = await make();
    });
    afterAll(() => under.close());
    const draw: ChartRenderer['render'] = (...args) => under.renderer.render(...args);

    it.each([
      [1600, 800],
      [1024, 512],
      [800, 400],
    ])('draws a PNG of exactly %i × %i pixels', async (width, height) => {
      for (const chart of [sampleCurve(), sampleHeat()]) {
        const png = await draw(chart, { width, height }, signal);
        expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
        expect(await pixelsOf(png)).toMatchObject({ width, height });
      }
    });

    it.each([
      ['curve', sampleCurve()],
      ['Chinese curve', sampleCurve({ locale: 'zh-CN', appName: '街角小店' })],
      ['trend', sampleTrend()],
      ['year-long trend', sampleTrend({ length: 365 })],
      ['heat map of days', sampleHeat()],
      ['Chinese heat map of weeks', sampleHeat({ grain: 'week', locale: 'zh-CN' })],
      ['heat map of months', sampleHeat({ grain: 'month' })],
    ])('keeps a %s under the bytes allowed, and almost as it was', async (_, chart) => {
      const full = await pixelsOf(await draw(chart, small, signal));
      const png = await draw(chart, { ...small, maxBytes: 24 * 1024 }, signal);
      expect(png.length).toBeLessThan(24 * 1024);
      const reduced = await pixelsOf(png);
      expect(reduced).toMatchObject(small);
      expect(reduced.at(1, 1)).toEqual([255, 255, 255]);
      expect(differences(full, reduced, 16)).toBeLessThan(small.width * small.height * 0.02);
      expect(differences(full, reduced, 48)).toBe(0);
    });

    it('says so when a picture cannot be made small enough', async () => {
      const drawn = draw(sampleCurve(), { ...small, maxBytes: 500 }, signal);
      await expect(drawn).rejects.toMatchObject({ code: 'chart_failed' });
    });

    it('draws Chinese names with their own glyphs, not with boxes', async () => {
      // As many characters each: as boxes the two would be the same picture.
      const [one, other] = await Promise.all(
        ['街角小店', '星河书房'].map(async (appName) =>
          pixelsOf(await draw(sampleCurve({ appName, locale: 'zh-CN' }), small, signal)),
        ),
      );
      if (!one || !other) throw new Error('two pictures were asked for');
      expect(differences(one, other)).toBeGreaterThan(200);
    });

    it.each([
      ['gaps', without(sampleCurve(), 1, 4, 8)],
      ['no figure at all', without(sampleCurve(), 0, 1, 2, 3, 4, 5, 6, 7, 8)],
      ['no position at all', { ...sampleTrend(), labels: [], series: [] }],
      ['no rate in any cell', emptied(sampleHeat())],
      ['no cell at all', { ...sampleHeat(), columns: [], rows: [] }],
    ])('draws a chart with %s', async (_, chart) => {
      expect(await pixelsOf(await draw(chart, small, signal))).toMatchObject(small);
    });

    it('gives up when told to, and goes on with the others', async () => {
      const stop = new AbortController();
      const stopped = draw(sampleCurve(), small, stop.signal);
      const waiting = draw(sampleTrend(), small, signal);
      stop.abort();
      await expect(stopped).rejects.toSatisfy(isAborted);
      await expect(draw(sampleCurve(), small, AbortSignal.abort())).rejects.toSatisfy(isAborted);
      expect(await pixelsOf(await waiting)).toMatchObject(small);
    });
  });
}

function isAborted(error: unknown): boolean {
  return error instanceof AppError && error.code === 'aborted';
}
