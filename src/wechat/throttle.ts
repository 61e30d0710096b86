/** How many requests go to WeChat at once and a second, for each app and for all of them. */
import PQueue from 'p-queue';
import { AppError } from '../core/errors.ts';
import type { RequestLimits } from '../ports/access.ts';
import { pace } from './pace.ts';

/** Runs one request when its turn has come. Throws AppError `aborted` when the signal is first. */
export type Lane = <T>(request: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/**
 * Makes a lane for each app. An app gives at most its own share into the common queue, so that
 * thousands of questions of one app leave room for the few of another.
 */
export function throttle(limits: RequestLimits): () => Lane {
  const all = new PQueue({ concurrency: limits.inFlight });
  const paceOfAll = pace(limits.perSecond);
  return () => {
    const own = new PQueue({ concurrency: limits.inFlightPerApp });
    const ownPace = pace(limits.perSecondPerApp);
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
        const inTurn = () =>
          all.add(() => paceOfAll(run, signal), { signal, priority: isTroubled ? 0 : 1 });
        return await own.add(() => ownPace(inTurn, signal), { signal });
      } catch (error) {
        throw signal.aborted ? new AppError('aborted', {}) : error;
      }
    };
  };
}

function isUnreachable(error: unknown): boolean {
  return error instanceof AppError && error.code === 'wechat_unreachable';
}
