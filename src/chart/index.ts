/** Charts as pictures: drawn here, or by a QuickChart server of one's own. */
import type { ChartRenderer } from '../ports/chart-renderer.ts';
import { canvasRenderer } from './canvas-renderer.ts';
import { openDrawingThread } from './drawing-thread.ts';
import { quickchartRenderer } from './quickchart-renderer.ts';
import { sharedRenders } from './shared-renders.ts';

export interface Charts extends ChartRenderer {
  /** Loads what the first picture needs; optional, and best left un-awaited. */
  warm(): Promise<void>;
}

/** Opens no thread and no connection before the first picture or `warm`. Throws a TypeError when the URL is none. */
export function openCharts(options: { quickchartUrl?: string | undefined } = {}): Charts {
  const thread = openDrawingThread();
  if (options.quickchartUrl === undefined) {
    return { ...sharedRenders(canvasRenderer(thread)), warm: () => thread.warm() };
  }
  const renderer = quickchartRenderer(options.quickchartUrl, thread);
  return { ...sharedRenders(renderer), warm: async () => {} };
}
