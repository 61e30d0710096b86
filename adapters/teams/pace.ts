/** How much may be sent in a time: sliding windows over what was. */

export interface Window {
  readonly most: number;
  readonly ms: number;
}

export interface Pace {
  /** Milliseconds from `now` until one more may be sent. */
  wait(now: number): number;
  count(at: number): void;
}

/** @param processes among which each window is shared out, at the moment */
export function paceOf(windows: readonly Window[], processes = () => 1): Pace {
  const kept = Math.max(...windows.map(({ most }) => most));
  /** When the newest were sent. */
  const sent: number[] = [];
  return {
    wait(now) {
      const waits = windows.map(({ most, ms }) => {
        const first = sent.at(-Math.max(1, Math.floor(most / processes())));
        // A clock that was set back must not make it wait for longer than the window.
        return first === undefined ? 0 : Math.min(first + ms - now, ms);
      });
      return Math.max(0, ...waits);
    },
    count(at) {
      sent.push(at);
      if (sent.length > kept) sent.shift();
    },
  };
}
