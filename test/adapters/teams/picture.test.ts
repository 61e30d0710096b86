/** The chart as Teams can show it, drawn for real: what it weighs, and when there is none. */
import { afterAll, describe, expect, it } from 'vitest';
import { INLINE_PNG, LIMITS, pictureFaults } from '../../../adapters/teams/limits.ts';
import { pictureOf, roomFor } from '../../../adapters/teams/picture.ts';
import { render } from '../../../adapters/teams/render.ts';
import { canvasRenderer } from '../../../src/chart/canvas-renderer.ts';
import { openDrawingThread } from '../../../src/chart/drawing-thread.ts';
import { type Chart, plainDigest } from '../../../src/core/digest.ts';
import { sampleCurve, sampleHeat, sampleTrend } from '../../chart/sample-charts.ts';
import { ACTIONS, dailyDigest } from '../../doubles/digests.ts';
import { openTestHost } from '../../doubles/host.ts';

const charts = canvasRenderer(openDrawingThread());
afterAll(() => charts.close());

const signal = AbortSignal.timeout(60_000);
const NAME = '店🛍️ پاپ *Shop* '.repeat(20);

/** The widest there are: a heat map of every cell, a trend of a year. */
const CHARTS: readonly (readonly [string, Chart])[] = [
  ['a curve', sampleCurve()],
  ['a trend of a year', sampleTrend({ length: 365, appName: NAME })],
  ['a heat map of days', sampleHeat({ appName: NAME, locale: 'zh-CN' })],
  ['a full heat map', fullHeat()],
];

describe.each(CHARTS)('the picture of %s', (_, chart) => {
  it('by URL is one that Teams fetches', async () => {
    const png = await charts.render(chart, { width: 1024, height: 512 }, signal);
    expect(png.readUInt32BE(16)).toBeLessThanOrEqual(LIMITS.picture.width);
    expect(png.length).toBeLessThan(LIMITS.picture.bytes);
  });

  it('inside the card fits beside the figures and buttons', async () => {
    const figures = dailyDigest().sections.filter(({ kind }) => kind !== 'chart');
    const sections = [...figures, { kind: 'chart' as const, chart }];
    const drawn = { ...dailyDigest(), sections, actions: ACTIONS };
    const url = await urlOf(drawn);
    expect(pictureFaults(url)).toEqual([]);
    const { body } = render(drawn, { url }).card;
    expect(body.find(({ type }) => type === 'Image')).toMatchObject({ url, altText: chart.alt });
    expect(body).toHaveLength(render(drawn).card.body.length);
  });
});

it('is the one on our server where that is reached by https', async () => {
  const published = 'https://bot.example.com/charts/0123.png';
  expect(await urlOf(dailyDigest(), published)).toBe(published);
  expect(await urlOf(dailyDigest(), 'http://127.0.0.1/charts/0123.png')).toMatch(/^data:image/);
});

it('is none where there is no room for one that can be read', async () => {
  const { host, log, close } = await openTestHost({ charts });
  const wordy = plainDigest({
    locale: 'en',
    title: 'a',
    summary: 'b',
    sections: [
      { kind: 'chart', chart: sampleCurve() },
      { kind: 'list', heading: '', items: Array(20).fill('x'.repeat(1850)) },
    ],
  });
  expect(roomFor(wordy)).toBeLessThan(4 * 1024);
  expect(await pictureOf(wordy, host, signal)).toBeUndefined();
  expect(log).toEqual([]);
  await close();
});

it('is smaller where less is taken', () => {
  expect(roomFor(dailyDigest())).toBeGreaterThan(20 * 1024);
  expect(roomFor(dailyDigest(), { bytes: 28 * 1024 })).toBeLessThan(10 * 1024);
  expect(roomFor(plainDigest({ locale: 'en', title: 'a', summary: 'b' }))).toBe(LIMITS.inline);
});

async function urlOf(digest: Parameters<typeof pictureOf>[0], published?: string): Promise<string> {
  const { host, close } = await openTestHost({ charts, publish: async () => published });
  const picture = await pictureOf(digest, host, signal);
  await close();
  expect(picture?.url).toMatch(published?.startsWith('https:') ? /^https:/ : INLINE_PNG);
  return picture?.url ?? '';
}

/** 31 cohorts by nine offsets, no cell empty and no two alike. */
function fullHeat(): Chart {
  const heat = sampleHeat();
  const rows = Array.from({ length: 31 }, (_, row) => ({
    name: `Nov ${row + 1}`,
    values: heat.columns.map((_, column) => 0.9 - row * 0.011 - column * 0.053),
  }));
  return { ...heat, rows };
}
