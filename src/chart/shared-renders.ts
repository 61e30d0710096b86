/** The same picture for many chats is drawn once, also when they ask one after the other. */
import type { Chart } from '../core/digest.ts';
import { AppError } from '../core/errors.ts';
import type { ChartRenderer, Picture } from '../ports/chart-renderer.ts';

/** Pictures of up to 250 KB: those of a tick, which chats with a message a second ask for one by one. */
const KEPT = 24;

interface Drawing {
  readonly png: Promise<Buffer>;
  readonly stop: AbortController;
  /** Who waits for it. */
  waiting: number;
  isDrawn: boolean;
}

/** Whoever gives up leaves the others theirs; when nobody is left, the drawing ends. */
export function sharedRenders(renderer: ChartRenderer): ChartRenderer {
  const drawings = new Map<string, Drawing>();

  function begin(key: string, chart: Chart, picture: Picture): Drawing {
    const stop = new AbortController();
    const png = renderer.render(chart, picture, stop.signal);
    const drawing: Drawing = { png, stop, waiting: 0, isDrawn: false };
    png.then(
      () => {
        drawing.isDrawn = true;
        forget();
      },
      // A failure is nobody's later.
      () => remove(key, drawing),
    );
    return drawing;
  }

  /** The longest ago asked for. */
  function forget(): void {
    const drawn = [...drawings].filter(([, { isDrawn }]) => isDrawn);
    for (const [key] of drawn.slice(0, Math.max(0, drawn.length - KEPT))) drawings.delete(key);
  }

  function remove(key: string, drawing: Drawing): void {
    if (drawings.get(key) === drawing) drawings.delete(key);
  }

  return {
    async render(chart, picture, signal) {
      if (signal.aborted) throw aborted(signal);
      const key = JSON.stringify([picture, chart]);
      const drawing = drawings.get(key) ?? begin(key, chart, picture);
      drawings.delete(key);
      drawings.set(key, drawing);
      drawing.waiting += 1;
      try {
        return await unless(signal, drawing.png);
      } finally {
        drawing.waiting -= 1;
        if (drawing.waiting === 0 && !drawing.isDrawn) {
          remove(key, drawing);
          drawing.stop.abort();
        }
      }
    },
    close: () => renderer.close(),
  };
}

async function unless<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const gone = Promise.withResolvers<never>();
  const leave = () => gone.reject(aborted(signal));
  signal.addEventListener('abort', leave, { once: true });
  try {
    const done = await Promise.race([work, gone.promise]);
    if (signal.aborted) throw aborted(signal);
    return done;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

function aborted({ reason }: AbortSignal): AppError {
  return new AppError('aborted', {}, { cause: reason });
}
