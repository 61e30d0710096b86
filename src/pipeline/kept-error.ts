/** An error as it is kept or travels: without what only its own process can make of it. */
import { AppError } from '../core/errors.ts';
import type { KeptError } from '../ports/part-queue.ts';

/** What was not made for readers is internal: its words are for the log. */
export function keptError(error: unknown): KeptError {
  if (!(error instanceof AppError)) return { code: 'internal', params: {} };
  return { code: error.code, params: error.params as object };
}
