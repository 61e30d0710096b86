/** A chart that goes into many channels is drawn and uploaded once. */
import type { Chart } from '../../src/core/digest.ts';

export interface Picture {
  /** Undefined where it could not be drawn. */
  readonly png: Buffer | undefined;
  /** Its id at Slack; undefined where it could not be brought there. */
  readonly file: string | undefined;
}

export interface Pictures {
  /** Resolves with nothing when the signal is first: others may still wait for the same picture. */
  of(
    chart: Chart,
    signal: AbortSignal,
    make: (signal: AbortSignal) => Promise<Picture>,
  ): Promise<Picture>;
}

/** A picture that takes longer is given up; the message isn't. */
export const PICTURE_MS = 25_000;
/** A hundred kilobytes each. */
const MOST = 32;
const NONE: Picture = { png: undefined, file: undefined };

export function picturesOf(): Pictures {
  /** By what they show, the one made last at the end. */
  const known = new Map<string, Promise<Picture>>();

  function start(key: string, make: (signal: AbortSignal) => Promise<Picture>): Promise<Picture> {
    const made = make(AbortSignal.timeout(PICTURE_MS)).catch(() => NONE);
    known.set(key, made);
    const [oldest] = known.keys();
    if (known.size > MOST && oldest !== undefined) known.delete(oldest);
    void made.then(({ file }) => {
      // The next one may fare better.
      if (file === undefined && known.get(key) === made) known.delete(key);
    });
    return made;
  }

  return {
    async of(chart, signal, make) {
      const key = JSON.stringify(chart);
      const left = Promise.withResolvers<Picture>();
      const leave = () => left.resolve(NONE);
      signal.addEventListener('abort', leave, { once: true });
      if (signal.aborted) leave();
      try {
        return await Promise.race([known.get(key) ?? start(key, make), left.promise]);
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
  };
}
