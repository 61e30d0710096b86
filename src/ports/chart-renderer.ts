/** Turns a chart into a PNG. */
import type { Chart } from '../core/digest.ts';

export interface Picture {
  /** Pixels of the PNG. */
  readonly width: number;
  readonly height: number;
  /** When set, the PNG is reduced to a palette so that it stays under this many bytes. */
  readonly maxBytes?: number;
}

export interface ChartRenderer {
  render(chart: Chart, picture: Picture, signal: AbortSignal): Promise<Buffer>;
  close(): Promise<void>;
}
