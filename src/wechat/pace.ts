/** No more than so many requests in any second, as the other side counts them. */

export type Pace = <T>(request: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** A timer may be a millisecond early. */
const SECOND_MS = 1001;

/**
 * When a request is counted over there lies between its begin and its end here: by milliseconds or, where
 * this process is busy or a connection slow, by much more. So its place is free a second after its end.
 *
 * @param most at the moment; Infinity for no limit, then and ever
 */
export function pace(most: () => number): Pace {
  if (most() === Number.POSITIVE_INFINITY) return (request) => request();
  const waiting: (() => void)[] = [];
  /** Places whose request has ended, oldest first. */
  const ended: NodeJS.Timeout[] = [];
  let taken = 0;
  return async (request, signal) => {
    if (waiting.length === 0 && taken < most()) taken += 1;
    else await turn();
    try {
      signal.throwIfAborted();
      return await request();
    } finally {
      ended.push(setTimeout(free, SECOND_MS).unref());
      wake();
    }
  };

  function turn(): Promise<void> {
    return new Promise((resolve) => {
      waiting.push(resolve);
      wake();
    });
  }

  /** The first to wait gets the place, unless there are fewer places now; all get theirs where there are more. */
  function free(): void {
    ended.shift();
    taken -= 1;
    while (waiting.length > 0 && taken < most()) {
      taken += 1;
      waiting.shift()?.();
    }
    wake();
  }

  /** Who waits keeps the process alive; who merely was here doesn't. */
  function wake(): void {
    if (waiting.length > 0) ended[0]?.ref();
  }
}
