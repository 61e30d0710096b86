/** Draws charts on this machine; nothing leaves it. */
import type { ChartRenderer } from '../ports/chart-renderer.ts';
import type { DrawingThread } from './drawing-thread.ts';

/** Owns the thread: closing the renderer ends it. */
export function canvasRenderer(thread: DrawingThread): ChartRenderer {
  return {
    render: (chart, picture, signal) => thread.draw(chart, picture, signal),
    close: () => thread.close(),
  };
}
