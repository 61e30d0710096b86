/** What is asked of others, with a deadline: a store that hangs must not hang whoever asks how it is. */

/**
 * Rejects where the answer isn't there in time. It is not asked for a second time while the first is under
 * way, so that questions don't pile up behind whatever hangs.
 */
export function inTime<T>(ask: () => Promise<T>, deadlineMs: number): () => Promise<T> {
  let open: Promise<T> | undefined;
  const once = () => {
    open ??= Promise.resolve()
      .then(ask)
      .finally(() => {
        open = undefined;
      });
    return open;
  };
  return async () => {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error('no answer in time')), deadlineMs);
    try {
      return await Promise.race([once(), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
}
