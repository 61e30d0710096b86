/** `/readyz`: whether requests should come here, and how the schedules run. */
import express from 'express';
import { unlessAwayOf } from '../core/unless-away.ts';
import type { ScheduleHealth, Vitals } from '../ports/health.ts';
import type { Clock, Logger } from '../ports/runtime.ts';
import { inTime } from './in-time.ts';
import type { Handler } from './server.ts';

/** A beat comes every minute. */
const BEAT_MS = 90_000;

export interface Readiness {
  /**
   * `degraded` takes requests: a schedule that fails does so in every process, and a balancer that turned all
   * of them away would silence commands and buttons as well, which mend nothing.
   */
  readonly status: 'ready' | 'degraded' | 'starting' | 'stopping' | 'not ready';
  readonly store: 'ok' | 'failing';
  readonly scheduler: { readonly status: 'ok' | 'late'; readonly lastBeat: string | null };
  readonly schedules: readonly {
    readonly grain: string;
    readonly at: string;
    readonly zone: string;
    readonly status: 'ok' | 'failing' | 'overdue';
    readonly lastSuccess: string | null;
    readonly lastError: { readonly at: string; readonly code: string } | null;
  }[];
}

export function readinessRoute(deps: {
  readonly vitals: Pick<Vitals, 'schedules' | 'lastBeat' | 'isWritten' | 'isStopping'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Logger;
  /** After which the store counts as failing. */
  readonly deadlineMs?: number;
}): Handler {
  const { vitals, clock, log, deadlineMs = 2_000 } = deps;
  const schedules = inTime(vitals.schedules, deadlineMs);
  // Proxies ask every second.
  const known = unlessAwayOf((err) => log.warn({ err }, 'the store did not answer'));
  const web = express.Router();
  web.get('/readyz', async (_request, response) => {
    // Whoever shares out requests hears of the end at once, however slow the store is.
    const found = vitals.isStopping() ? [] : await known(schedules);
    const readiness = readinessOf(found, vitals, clock.now());
    const isReady = readiness.status === 'ready' || readiness.status === 'degraded';
    response
      .set('Cache-Control', 'no-store')
      .status(isReady ? 200 : 503)
      .json(readiness);
  });
  return web as unknown as Handler;
}

function readinessOf(
  known: readonly ScheduleHealth[] | undefined,
  vitals: Pick<Vitals, 'lastBeat' | 'isWritten' | 'isStopping'>,
  now: Date,
): Readiness {
  const lastBeat = vitals.lastBeat();
  const isBeating = lastBeat !== undefined && now.getTime() - lastBeat.getTime() <= BEAT_MS;
  const isStored = known !== undefined && vitals.isWritten();
  const schedules = (known ?? []).map(scheduleLine);
  const status = (): Readiness['status'] => {
    if (vitals.isStopping()) return 'stopping';
    if (!isStored) return 'not ready';
    if (!lastBeat) return 'starting';
    if (!isBeating) return 'not ready';
    return schedules.every((one) => one.status === 'ok') ? 'ready' : 'degraded';
  };
  return {
    status: status(),
    store: isStored ? 'ok' : 'failing',
    scheduler: { status: isBeating ? 'ok' : 'late', lastBeat: lastBeat?.toISOString() ?? null },
    schedules,
  };
}

function scheduleLine(one: ScheduleHealth): Readiness['schedules'][number] {
  const { grain, at, zone, succeededAt, failed, isOverdue } = one;
  const ofTime = isOverdue ? 'overdue' : 'ok';
  return {
    grain,
    at,
    zone,
    status: failed ? 'failing' : ofTime,
    lastSuccess: succeededAt?.toISOString() ?? null,
    lastError: failed ? { at: failed.at.toISOString(), code: failed.code } : null,
  };
}
