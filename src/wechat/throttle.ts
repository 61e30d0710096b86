/** How many requests go to WeChat at once and a second, for each app and for all of them. */
import PQueue from 'p-queue';
import { AppError } from '../core/errors.ts';
import type { RequestLimits } from '../ports/access.ts';

/** Runs one request when its turn has come. Throws AppError `aborted` when the signal is first. */
export type Lane = <T>(request: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/**
 * Makes a lane for each app. An app gives at most its own share into the common queue, so that
 * thousands of questions of one app leave room for the few of another.
 */
export function throttle(limits: RequestLimits): () => Lane {
  const all = queue(limits.inFlight, limits.perSecond);
  return () => {
    const own = queue(limits.inFlightPerApp, limits.perSecondPerApp);
    let isTroubled = false;
    return async (request, signal) => {
      const run = async () => {
        try {
          const result = await request();
          isTroubled = false;
          return result;
        } catch (error) {
          isTroubled = isUnreachable(error);
          throw error;
        }
      };
      try {
        // An app whose requests hang holds places for whole deadlines: it goes behind the others.
        const inTurn = () => all.add(run, { signal, priority: isTroubled ? 0 : 1 });
        return await own.add(inTurn, { signal });
      } catch (error) {
        throw signal.aborted ? new AppError('aborted', {}) : error;
      }
    };
  };
}

/** Any second, not just those of a clock: two bursts at a boundary would be twice the limit. */
function queue(concurrency: number, perSecond: number): PQueue {
  return perSecond === Number.POSITIVE_INFINITY
    ? new PQueue({ concurrency })
    : new PQueue({ concurrency, intervalCap: perSecond, interval: 1000, strict: true });
}

function isUnreachable(error: unknown): boolean {
  return error instanceof AppError && error.code === 'wechat_unreachable';
}
