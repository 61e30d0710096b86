/** A line that work waits in: one piece at a time, in the order of arrival. */
import { ChannelError } from './errors.ts';

/** Throws ChannelError `later` when the signal is first. */
export type Line = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;

export function lineOf(): Line {
  let last: Promise<void> = Promise.resolve();
  return async (work, signal) => {
    const place = Promise.withResolvers<void>();
    const ahead = last;
    last = ahead.then(() => place.promise);
    try {
      await until(ahead, signal);
      return await work();
    } finally {
      place.resolve();
    }
  };
}

export function stopped(): ChannelError {
  return new ChannelError('later', 'aborted', {});
}

/** Whoever is told to stop leaves at once: those behind wait for those ahead alone. */
async function until(ahead: Promise<void>, signal: AbortSignal): Promise<void> {
  const left = Promise.withResolvers<never>();
  const leave = () => left.reject(stopped());
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  try {
    await Promise.race([ahead, left.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
