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
 *
 * @param processes among which the limits are shared out, at the moment
 */
export function throttle(limits: RequestLimits, processes = () => 1): () => Lane {
  const share = (limit: keyof RequestLimits) => () =>
    Math.max(1, Math.floor(limits[limit] / processes()));
  const most = { all: share('inFlight'), own: share('inFlightPerApp') };
  const all = new PQueue({ concurrency: most.all() });
  const paceOfAll = pace(share('perSecond'));
  return () => {
    const own = new PQueue({ concurrency: most.own() });
    const ownPace = pace(share('perSecondPerApp'));
    let isTroubled = false;
    const shareOut = () => {
      resize(all, most.all());
      resize(own, most.own());
    };
    return async (request, signal) => {
      shareOut();
      const run = async () => {
        try {
          const result = await request();
          isTroubled = false;
          return result;
        } catch (error) {
          isTroubled = isUnreachable(error);
          throw error;
        } finally {
          shareOut();
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

/** To set it looks through the queue, so only where it changes. */
function resize(queue: PQueue, concurrency: number): void {
  if (queue.concurrency !== concurrency) queue.concurrency = concurrency;
}

function isUnreachable(error: unknown): boolean {
  return error instanceof AppError && error.code === 'wechat_unreachable';
}
