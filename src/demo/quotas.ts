/** Calls as WeChat counts them: by app and path over a Beijing day, and by app over a minute. */
import { beijingDate } from '../core/period.ts';
import { FAULTS, type Fault } from './faults.ts';
import { isDatacube } from './wechat-calls.ts';

export interface Quotas {
  /** Counts a call, or says which limit refuses it; a refused call is not counted. */
  spend(app: string, path: string, at: Date): Fault | undefined;
  /** What `openapi/quota/get` tells of a path. */
  told(app: string, path: string, at: Date): object;
}

export interface Limits {
  /** Datacube calls an app has in a day, all paths together; otherwise each path has WeChat's own quota. */
  readonly quota?: number | undefined;
  /** Datacube calls an app has in a minute; otherwise there is no end to them. */
  readonly minuteLimit?: number | undefined;
}

interface Count {
  readonly during: string;
  calls: number;
}

/** Said by staff of the datacube calls: developers.weixin.qq.com/community/develop/doc/0000a6f5cb4f18af7ed77de4c56000. */
const DAILY_LIMIT = 100_000;
/** WeChat publishes none; it is told, not held. */
const MINUTE_LIMIT = 5_000;

export function countedCalls({ quota, minuteLimit }: Limits): Quotas {
  const days = new Map<string, Count>();
  const minutes = new Map<string, Count>();
  return { spend, told };

  function spend(app: string, path: string, at: Date): Fault | undefined {
    const today = day(app, path, at);
    if (today.calls >= limitOf(path)) return FAULTS.dailyQuota;
    if (isDatacube(path) && minuteLimit !== undefined) {
      const now = current(minutes, app, String(Math.floor(at.getTime() / 60_000)));
      if (now.calls >= minuteLimit) return FAULTS.minuteQuota;
      now.calls += 1;
    }
    today.calls += 1;
    return undefined;
  }

  function told(app: string, path: string, at: Date): object {
    const [limit, used] = [limitOf(path), day(app, path, at).calls];
    return {
      errcode: 0,
      errmsg: 'ok',
      quota: { daily_limit: limit, used, remain: limit - used },
      rate_limit: { call_count: minuteLimit ?? MINUTE_LIMIT, refresh_second: 60 },
    };
  }

  function limitOf(path: string): number {
    return isDatacube(path) && quota !== undefined ? quota : DAILY_LIMIT;
  }

  function day(app: string, path: string, at: Date): Count {
    const counted = isDatacube(path) && quota !== undefined ? 'datacube' : path;
    return current(days, `${app} ${counted}`, beijingDate(at));
  }
}

/** The count under way; one of an earlier day or minute is over. */
function current(counts: Map<string, Count>, key: string, during: string): Count {
  const held = counts.get(key);
  if (held?.during === during) return held;
  const begun = { during, calls: 0 };
  counts.set(key, begun);
  return begun;
}
