/** One piece of work at a time for each key; of those that wait meanwhile, the last alone is done. */
export type Turns = (key: string, work: () => Promise<void>) => Promise<void>;

/** @param failed told what a piece of work threw; the next is done all the same */
export function turnsOf(failed: (error: unknown) => void): Turns {
  const waiting = new Map<string, (() => Promise<void>) | undefined>();
  return async (key, work) => {
    if (waiting.has(key)) {
      // Whoever is at it finds it there.
      waiting.set(key, work);
      return;
    }
    for (let next: typeof work | undefined = work; next; next = waiting.get(key)) {
      waiting.set(key, undefined);
      await next().catch(failed);
    }
    waiting.delete(key);
  };
}
