/** An error as it is kept or travels: without what only its own process can make of it. */
import { AppError } from '../core/errors.ts';
import type { KeptError } from '../ports/part-queue.ts';

/** What was not made for readers is internal: its words are for the log. */
export function keptError(error: unknown): KeptError {
  if (!(error instanceof AppError)) return { code: 'internal', params: {} };
  return { code: error.code, params: storable(error.params as object) };
}

/** Whatever others said may stand in it: PostgreSQL's JSON takes neither NUL nor half a character. */
function storable(params: object): object {
  return JSON.parse(JSON.stringify(params), (_name, value) =>
    typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value,
  );
}
