import { expect, it } from 'vitest';
import { lineConfig } from '../../src/chart/line-config.ts';
import { legendLines } from '../../src/chart/value-labels.ts';
import { sampleTrend } from './sample-charts.ts';

const plain = sampleTrend();
const chart = {
  ...plain,
  band: {
    name: 'Expected range',
    low: plain.labels.map((_, index) => (index === 3 ? null : 0.3)),
    high: plain.labels.map((_, index) => (index === 3 ? null : 0.5)),
  },
  marked: { name: 'Fallen', at: [26, 27] },
};
const config = lineConfig(chart, { width: 800, height: 400 });

it('draws the expected range behind the line, and leaves its gaps open', () => {
  const [line, low, high] = config.data.datasets;
  expect(low).toMatchObject({ fill: '+1', spanGaps: false, label: 'Expected range' });
  expect(low?.data[3]).toBeNull();
  expect(high?.data[0]).toBe(0.5);
  expect(low?.order).toBeGreaterThan(line?.order ?? 9);
});

it('marks positions by form, not by colour alone', () => {
  const marks = config.data.datasets.at(-1);
  expect(marks).toMatchObject({ pointStyle: 'triangle', showLine: false, label: 'Fallen' });
  expect(marks?.data.filter((rate) => rate !== null)).toHaveLength(2);
});

it('has room on the axis for the whole range', () => {
  expect(config.options?.scales?.['y']).toMatchObject({ display: true });
  expect(Number(config.options?.scales?.['y']?.max)).toBeGreaterThanOrEqual(0.5);
  expect(Number(config.options?.scales?.['y']?.min)).toBeLessThanOrEqual(0.3);
});

it('names line, range and marks in the legend, each once', () => {
  const items = legendLines({ data: config.data, options: config.options } as never);
  expect(items.map(({ text, pointStyle }) => [text, pointStyle])).toEqual([
    ['D1', 'line'],
    ['Expected range', 'rect'],
    ['Fallen', 'triangle'],
  ]);
});

it('leaves a chart without a range as it was', () => {
  expect(lineConfig(plain, { width: 800, height: 400 }).data.datasets).toHaveLength(1);
});
