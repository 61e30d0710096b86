/** RetentionSource over any transport: patience, one normaliser, and a size from the visit trend where it is missing. */
import type { Snapshot } from '../core/cohort.ts';
import { AppError } from '../core/errors.ts';
import type { Period } from '../core/period.ts';
import type { MissingSize } from '../ports/access.ts';
import { type Meter, NO_METER } from '../ports/meter.ts';
import type { RetentionSource } from '../ports/retention-source.ts';
import type { Clock, Logger } from '../ports/runtime.ts';
import type { Subject } from './endpoints.ts';
import { type Patience, patience } from './patience.ts';
import { snapshotFrom } from './schema.ts';
import type { Gate } from './shared-gate.ts';
import type { Transport } from './transports/transport.ts';
import { lacksSize, trendFrom } from './trend.ts';

export interface SourceOptions {
  /** The Mini Program's appid. */
  readonly app: string;
  readonly missingSize: MissingSize;
  readonly clock: Clock;
  readonly log: Logger;
  readonly meter?: Pick<Meter, 'fetch'>;
  /** 0 ≤ random < 1; spreads repeated calls. */
  readonly random: () => number;
  /** Closes one interface of the app for all processes. */
  readonly gate?: ((subject: Subject) => Gate) | undefined;
}

export function retentionSource(transport: Transport, options: SourceOptions): RetentionSource {
  const { app, missingSize, log, meter = NO_METER } = options;
  // Each its own: quotas are counted by the interface, and the trend's must not close retention.
  const patiently: Record<Subject, Patience> = {
    retention: patience({ ...options, gate: options.gate?.('retention') }),
    trend: patience({ ...options, gate: options.gate?.('trend') }),
  };
  const ask = (subject: Subject, period: Period, signal: AbortSignal) =>
    patiently[subject](() => transport.ask({ subject, period }, signal), signal);
  return {
    app,
    async fetch(period, signal) {
      const snapshot = await counted(async () =>
        snapshotFrom(app, period, await ask('retention', period, signal)),
      );
      return missingSize === 'visit-trend' && lacksSize(snapshot)
        ? { ...snapshot, trend: await sizes(snapshot, signal) }
        : snapshot;
    },
  };

  /** What can't be read is no answer. */
  async function counted<T>(question: () => Promise<T>): Promise<T> {
    try {
      const answer = await question();
      meter.fetch('answered');
      return answer;
    } catch (error) {
      meter.fetch(error instanceof AppError ? error.code : 'internal');
      throw error;
    }
  }

  /** Never costs the answer it completes. */
  async function sizes({ period }: Snapshot, signal: AbortSignal) {
    try {
      return await counted(async () => trendFrom(period, await ask('trend', period, signal)));
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'aborted') throw error;
      log.warn({ app, cohort: period.first, code: error.code }, 'no size from the visit trend');
      return undefined;
    }
  }
}
