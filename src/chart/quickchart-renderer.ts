/** Has charts drawn by the QuickChart server the configuration names; no other host ever sees them. */
import type { Chart } from '../core/digest.ts';
import { AppError } from '../core/errors.ts';
import type { ChartRenderer, Picture } from '../ports/chart-renderer.ts';
import { chartConfig } from './config.ts';
import type { DrawingThread } from './drawing-thread.ts';

/**
 * `url` is the server's root, with a path if a proxy adds one; QuickChart's own public service is
 * never assumed. Owns the thread, which only shrinks pictures that are too large as they come.
 */
export function quickchartRenderer(url: string, thread: DrawingThread): ChartRenderer {
  const server = new URL(url);
  const scheme = server.protocol.slice(0, -1);
  const host = server.host + server.pathname.replace(/\/+$/, '');
  return {
    async render(chart, picture, signal) {
      const png = await untilAborted(ask(scheme, host, chart, picture), signal);
      const { width, height, maxBytes } = picture;
      const size = sizeOf(png);
      if (size?.width !== width || size.height !== height)
        throw failed(size ? `QuickChart drew ${size.width}×${size.height}` : 'no PNG came back');
      if (maxBytes === undefined || png.length < maxBytes) return png;
      return thread.shrink(png, maxBytes, signal);
    },
    close: () => thread.close(),
  };
}

async function ask(scheme: string, host: string, chart: Chart, picture: Picture): Promise<Buffer> {
  const client = new (await loadQuickChart())();
  client
    .setScheme(scheme)
    .setHost(host)
    .setVersion('4')
    .setWidth(picture.width)
    .setHeight(picture.height)
    .setDevicePixelRatio(1)
    .setBackgroundColor('#ffffff')
    // An object is turned into JavaScript source, functions and all; JSON would lose them. The
    // client's types are those of an older Chart.js.
    .setConfig(chartConfig(chart, picture) as never);
  try {
    return await client.toBinary();
  } catch (cause) {
    throw failed(reasonOf(cause), cause);
  }
}

/** Loaded when needed: most installations draw on their own. Its types describe the CommonJS build, hence the step down. */
async function loadQuickChart() {
  const { default: module } = await import('quickchart-js');
  return module as unknown as typeof module.default;
}

/** The client knows no signal: what it is doing is left to end on its own. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new AppError('aborted', {}, { cause: signal.reason }));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Never the client's whole message: it names the URL. */
function reasonOf(cause: unknown): string {
  const { code, message } = cause as { code?: unknown; message?: unknown };
  if (typeof code === 'string') return `QuickChart: ${code}`;
  const [status] = String(message).match(/(?<=status code )\d{3}/) ?? [];
  return status ? `QuickChart answered ${status}` : 'QuickChart could not be asked';
}

function failed(detail: string, cause?: unknown): AppError {
  return new AppError('chart_failed', { detail }, { retry: 'later', cause });
}

/** Width and height stand at fixed places of a PNG's first chunk (https://www.w3.org/TR/png-3/#11IHDR). */
function sizeOf(png: Buffer): { width: number; height: number } | undefined {
  if (png.length < 24 || png.toString('latin1', 1, 4) !== 'PNG') return undefined;
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
}
