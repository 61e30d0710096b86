/** What all processes share is asked for where it can be; while the database is away each process goes on by itself. */

/** Undefined where it could not be asked. */
type UnlessAway = <T>(ask: () => Promise<T>) => Promise<T | undefined>;

/** @param tell of the first failure, and of none more until it is back */
export function unlessAwayOf(tell: (error: unknown) => void): UnlessAway {
  let isTroubled = false;
  return async (ask) => {
    try {
      const answer = await ask();
      isTroubled = false;
      return answer;
    } catch (error) {
      if (!isTroubled) tell(error);
      isTroubled = true;
      return undefined;
    }
  };
}
