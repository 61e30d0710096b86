/** The one Chart.js configuration of a chart: the embedded renderer and a QuickChart server draw the same. */
import type { Chart } from '../core/digest.ts';
import type { Size } from './frame.ts';
import { type HeatConfig, heatConfig } from './heat-config.ts';
import { type LineConfig, lineConfig } from './line-config.ts';

/** Pure; of `Chart` and picture size alone. */
export function chartConfig(chart: Chart, size: Size): LineConfig | HeatConfig {
  switch (chart.kind) {
    case 'line':
      return lineConfig(chart, size);
    case 'heat':
      return heatConfig(chart, size);
  }
}
