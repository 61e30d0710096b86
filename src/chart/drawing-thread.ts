/** One worker thread for all drawing, so that the chats never wait for a picture. */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Chart } from '../core/digest.ts';
import { AppError } from '../core/errors.ts';
import type { Picture } from '../ports/chart-renderer.ts';

export interface DrawingThread {
  /** Starts the thread ahead of the first picture, and draws nothing. */
  warm(): Promise<void>;
  draw(chart: Chart, picture: Picture, signal: AbortSignal): Promise<Buffer>;
  /** Brings a PNG under `maxBytes` by a palette. */
  shrink(png: Uint8Array, maxBytes: number, signal: AbortSignal): Promise<Buffer>;
  close(): Promise<void>;
}

/**
 * Some twenty seconds of work, which messages wait for: a hundred chats with an app each are due at one moment.
 * Past it a caller is better told at once. Who gives up earlier leaves the queue.
 */
const QUEUE_LIMIT = 400;

/**
 * The thread starts with the first task and stays. Rejects with `chart_failed`, or `aborted`.
 * @param queueLimit how many may wait
 */
export function openDrawingThread(queueLimit = QUEUE_LIMIT): DrawingThread {
  let pool: Piscina | undefined;
  let closed = false;
  const run = async (name: string, task: unknown, signal?: AbortSignal) => {
    try {
      if (closed) throw new Error('the drawing thread is closed');
      pool ??= startPool();
      // Piscina's own limit doesn't count tasks that wait with a signal.
      if (pool.queueSize >= queueLimit) throw new Error('too many charts at once');
      return await pool.run(task, { name, ...(signal && { signal }) });
    } catch (cause) {
      if (signal?.aborted) throw new AppError('aborted', {}, { cause: signal.reason });
      const detail = cause instanceof Error ? cause.message : String(cause);
      throw new AppError('chart_failed', { detail }, { retry: 'later', cause });
    }
  };
  return {
    warm: async () => void (await run('warm', undefined)),
    draw: async (chart, picture, signal) => buffer(await run('draw', { chart, picture }, signal)),
    shrink: async (png, maxBytes, signal) => buffer(await run('shrink', { png, maxBytes }, signal)),
    async close() {
      closed = true;
      await pool?.destroy();
    },
  };
}

function startPool(): Piscina {
  return new Piscina({
    filename: fileURLToPath(new URL('./worker.ts', import.meta.url)),
    // Not zero: an abort ends the thread, and only a missing minimum brings one back for the rest of the queue.
    minThreads: 1,
    maxThreads: 1,
    // A picture's garbage is small and steady; collected early it never piles up (some 30 MB less).
    resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 96 },
    // Else the idle thread sleeps in Atomics.wait, where canvases are never freed.
    atomics: 'disabled',
    // The same picture on every machine, and a start twice as fast.
    env: { DISABLE_SYSTEM_FONTS_LOAD: '1' },
  });
}

/** A Buffer crosses the thread as a bare Uint8Array. */
function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
