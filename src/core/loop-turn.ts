/** Turns of the event loop: a store in this very process answers at once, so that many pieces of work on end would keep whoever calls waiting. */

/** A line of its own: those in it have a turn of the event loop each. */
export function loopLine(): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.then(() => new Promise((done) => setImmediate(done)));
    return last;
  };
}

/** Of the work that nobody waits for. */
export const loopTurn = loopLine();
