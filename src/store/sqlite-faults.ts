/** What SQLite says of a file that is broken, full or out of reach, as errors that a person can act on. */
import { AppError } from '../core/errors.ts';

/** Primary result codes; extended ones carry theirs in the lowest byte. */
const CORRUPT = 11;
const FULL = 13;
/** READONLY, IOERR, CANTOPEN. */
const OUT_OF_REACH = new Set([8, 10, 14]);
const BUSY = 5;

/** The error itself where it tells of neither. */
export function storeFault(error: unknown, path: string): unknown {
  const code = resultOf(error);
  if (code === undefined || !(error instanceof Error)) return error;
  const params = { path, detail: error.message };
  const options = { cause: error };
  if (code === CORRUPT) return new AppError('store_corrupt', params, options);
  if (code === FULL) return new AppError('store_full', params, options);
  return OUT_OF_REACH.has(code) ? new AppError('store_unwritable', params, options) : error;
}

/** Whether another connection has the file. */
export function isBusy(error: unknown): boolean {
  return resultOf(error) === BUSY;
}

function resultOf(error: unknown): number | undefined {
  const { errcode } = (error ?? {}) as { errcode?: unknown };
  return typeof errcode === 'number' ? errcode & 0xff : undefined;
}
