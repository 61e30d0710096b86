/** A Mini Program as configured. */
import type { Checkup, RetentionSource } from '../ports/retention-source.ts';

export interface App {
  readonly appid: string;
  readonly name: string;
  readonly source: RetentionSource;
  readonly checkup: Checkup;
}
