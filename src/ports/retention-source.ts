/** Where the retention of one Mini Program comes from. */
import type { Snapshot } from '../core/cohort.ts';
import type { Grain, Period } from '../core/period.ts';
import type { TransportName } from './access.ts';

export interface RetentionSource {
  /** The Mini Program's appid. */
  readonly app: string;
  /** Asks for one cohort; throws an AppError: `refused` (61501), `not_ready` (61503), or what is wrong and how to mend it. */
  fetch(period: Period, signal: AbortSignal): Promise<Snapshot>;
}

/** Calls of a day, as WeChat counts them. */
export interface Quota {
  readonly limit: number;
  readonly remain: number;
}

/** What `doctor` asks of a source beyond figures; a way that needs none of it has nothing to ask. */
export interface Checkup {
  readonly transport: TransportName;
  /** Gets an access token, from WeChat where none is held; throws an AppError with the reason and the fix. */
  readonly token: ((signal: AbortSignal) => Promise<void>) | undefined;
  /** Where that token comes from: only WeChat itself looks at the caller's address. */
  readonly tokenFrom: 'wechat' | 'token-server' | undefined;
  /** Calls left today on the interface a grain is asked at; throws where WeChat doesn't tell. */
  readonly quota: ((grain: Grain, signal: AbortSignal) => Promise<Quota>) | undefined;
  /** Asks the visit trend of a period; undefined where no size is ever taken from it. Throws what WeChat refuses. */
  readonly trend: ((period: Period, signal: AbortSignal) => Promise<void>) | undefined;
}
