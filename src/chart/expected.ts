/** The expected range of a line as a band behind it, and the positions of the line that are marked. */
import type { ChartDataset } from 'chart.js';
import type { LineChart } from '../core/digest.ts';
import type { Frame } from './frame.ts';

type Dataset = ChartDataset<'line', (number | null)[]>;

/**
 * A pale sand against the line's blue, and vermilion triangles: they differ in lightness and in form,
 * so that neither needs its colour.
 */
const COLORS = { band: '#f3e3c3', edge: '#cfae6c', marked: '#c2410c', ground: '#ffffff' } as const;
const MARK = 7.5;

/** After the lines, whose places in the configuration stay theirs. */
export function expectedDatasets(chart: LineChart, px: Frame['px']): Dataset[] {
  return [...bandOf(chart, px), ...marksOf(chart, px)];
}

function bandOf({ band }: LineChart, px: Frame['px']): Dataset[] {
  if (!band) return [];
  const shared = {
    order: 2,
    tension: 0,
    spanGaps: false,
    pointRadius: 0,
    borderColor: COLORS.edge,
    borderWidth: px(1),
    backgroundColor: COLORS.band,
  } as const;
  return [
    // What the legend and the fill go by; the other edge has no name and is not in the legend.
    { ...shared, label: band.name, data: [...band.low], fill: '+1' },
    { ...shared, label: '', data: [...band.high], fill: false },
  ];
}

function marksOf({ marked, series }: LineChart, px: Frame['px']): Dataset[] {
  const [first] = series;
  if (!marked || marked.at.length === 0 || !first) return [];
  const at = new Set(marked.at);
  return [
    {
      label: marked.name,
      data: first.values.map((rate, index) => (at.has(index) ? rate : null)),
      order: -1,
      showLine: false,
      clip: false,
      fill: false,
      pointStyle: 'triangle',
      // Points down.
      pointRotation: 180,
      pointRadius: px(MARK),
      pointBackgroundColor: COLORS.marked,
      pointBorderColor: COLORS.ground,
      pointBorderWidth: px(1.5),
      borderColor: COLORS.marked,
      backgroundColor: COLORS.marked,
      borderWidth: 0,
    },
  ];
}
