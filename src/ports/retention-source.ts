/** Where the retention of one Mini Program comes from. */
import type { Snapshot } from '../core/cohort.ts';
import type { Period } from '../core/period.ts';

export interface RetentionSource {
  /** The Mini Program's appid. */
  readonly app: string;
  /** Asks for one cohort; throws an AppError: `refused` (61501), `not_ready` (61503), or what is wrong and how to mend it. */
  fetch(period: Period, signal: AbortSignal): Promise<Snapshot>;
}
