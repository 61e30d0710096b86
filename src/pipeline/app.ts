/** A Mini Program as configured. */
import type { RetentionSource } from '../ports/retention-source.ts';

export interface App {
  readonly appid: string;
  readonly name: string;
  readonly source: RetentionSource;
}
