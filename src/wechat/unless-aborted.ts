/** Waits for a result, but no longer than a signal allows. */
import { AppError } from '../core/errors.ts';

/** @throws AppError `aborted` as soon as the signal is; what was waited for goes on unheard. */
export async function unlessAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const give = () => aborted.reject(new AppError('aborted', {}));
  signal.addEventListener('abort', give, { once: true });
  if (signal.aborted) give();
  try {
    return await Promise.race([result, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', give);
    // Unheard from now on, whichever of the two comes later.
    result.catch(() => undefined);
    aborted.promise.catch(() => undefined);
  }
}
