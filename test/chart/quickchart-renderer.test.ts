import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Charts, openCharts } from '../../src/chart/index.ts';
import { AppError } from '../../src/core/errors.ts';
import { chartRendererContract } from '../contracts/chart-renderer.ts';
import { differences, pixelsOf } from './pixels.ts';
import { evaluate, type QuickChartServer, startQuickChart } from './quickchart-server.ts';
import { emptied, sampleCurve, sampleHeat, sampleTrend } from './sample-charts.ts';

chartRendererContract('a QuickChart server', async () => {
  const server = await startQuickChart();
  const renderer = openCharts({ quickchartUrl: server.url });
  return {
    renderer,
    close: async () => {
      await renderer.close();
      await server.close();
    },
  };
});

describe('the QuickChart renderer', () => {
  const signal = AbortSignal.timeout(60_000);
  const size = { width: 800, height: 400 };
  let server: QuickChartServer;
  let charts: Charts;
  beforeAll(async () => {
    server = await startQuickChart();
  });
  // What was drawn before is not asked for again.
  beforeEach(() => {
    charts = openCharts({ quickchartUrl: server.url });
  });
  afterEach(async () => {
    await charts.close();
    server.answerWith(undefined);
  });
  afterAll(() => server.close());
  const failureOf = async (renderer: Charts): Promise<AppError> => {
    const error = await renderer.render(sampleCurve(), size, signal).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error.code).toBe('chart_failed');
    return error;
  };

  it('posts the size, the version and the configuration as source with its functions', async () => {
    await charts.render(sampleCurve(), size, signal);
    const { chart, ...rest } = server.posted.at(-1) ?? {};
    expect(rest).toEqual({
      path: 'POST /chart',
      width: 800,
      height: 400,
      version: '4',
      format: 'png',
      devicePixelRatio: 1,
      backgroundColor: '#ffffff',
    });
    const config = evaluate(chart ?? '');
    expect(config.type).toBe('line');
    expect(config.plugins?.[0]?.afterDatasetsDraw).toBeTypeOf('function');
    expect(config.options?.plugins?.legend?.labels?.generateLabels).toBeTypeOf('function');
  });

  it.each([
    ['curve', sampleCurve()],
    ['year-long trend', sampleTrend({ length: 365 })],
    ['heat map', sampleHeat()],
    ['heat map of a single column', sampleHeat({ grain: 'month' })],
    ['heat map without a figure', emptied(sampleHeat())],
  ])('gets the %s the embedded renderer draws', async (_, chart) => {
    const embedded = openCharts();
    const [here, there] = await Promise.all(
      [embedded, charts].map(async (one) => pixelsOf(await one.render(chart, size, signal))),
    );
    await embedded.close();
    if (!here || !there) throw new Error('two pictures were asked for');
    expect(differences(here, there)).toBeLessThan(size.width * size.height * 0.001);
  });

  it('keeps the path of a server behind a proxy', async () => {
    const proxied = openCharts({ quickchartUrl: `${server.url}/tools/quickchart/` });
    await proxied.render(sampleCurve(), size, signal);
    await proxied.close();
    expect(server.posted.at(-1)?.path).toBe('POST /tools/quickchart/chart');
  });

  it.each([
    ['an error', { status: 500, body: 'no' }, 'QuickChart answered 500'],
    ['a page', { status: 200, body: '<html>Sign in</html>' }, 'no PNG came back'],
  ])('fails on %s in place of a picture', async (_, answer, detail) => {
    server.answerWith(answer);
    expect((await failureOf(charts)).params).toEqual({ detail });
  });

  it('fails on a picture of another size', async () => {
    const embedded = openCharts();
    const body = await embedded.render(sampleCurve(), { width: 400, height: 200 }, signal);
    await embedded.close();
    server.answerWith({ status: 200, body });
    expect((await failureOf(charts)).params).toEqual({ detail: 'QuickChart drew 400×200' });
  });

  it('names the cause but never the address when the server is not there', async () => {
    const gone = await startQuickChart();
    await gone.close();
    const nowhere = openCharts({ quickchartUrl: `${gone.url}/secret-path` });
    const error = await failureOf(nowhere);
    await nowhere.close();
    expect(error.params).toEqual({ detail: 'QuickChart: ECONNREFUSED' });
    expect(error.message).not.toContain('secret-path');
  });
});
