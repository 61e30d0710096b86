/** Removes what nobody asks for any more, so that no table grows for ever; cohorts and figures are. */
import { setTimeout as wait } from 'node:timers/promises';
import { type RawBuilder, sql } from 'kysely';
import type { Keeping } from '../ports/stores.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

const DAY_MS = 86_400_000;
/** A tick's end is asked for by the next one of its schedule; two months are for people who look into it. */
const TICK_DAYS = 60;
/**
 * What protects a message from being posted twice. Whoever asks for one again does so within days (a
 * tick, a revision), at most within the year that a yearly schedule takes; and a figure a year back is
 * the oldest thing a digest compares with.
 */
const YEAR_DAYS = 400;
const LOST_TIME_DAYS = 14;
/** For a clock that was wrong. */
const SPARE_DAYS = 1;

/** Some milliseconds of work: whoever else writes meanwhile waits no longer than that. */
const ROWS_AT_ONCE = 200;
/** Those who wait for the file look for it now and then only; without a pause they would never find it free. */
const PAUSE_MS = 5;

/** @param signal ends it between two batches; what is removed stays removed */
export async function prune(
  db: Database,
  now: Date,
  keeping: Keeping,
  signal: AbortSignal,
): Promise<void> {
  for (const { from, key, where } of rulesAt(now, keeping)) {
    const columns = sql.join(key.map((name) => sql.ref(name)));
    const table = sql.table(from);
    const old = sql`DELETE FROM ${table} WHERE (${columns}) IN
      (SELECT ${columns} FROM ${table} WHERE ${where} LIMIT ${sql.lit(ROWS_AT_ONCE)})`;
    for (let removed = ROWS_AT_ONCE; removed === ROWS_AT_ONCE; ) {
      signal.throwIfAborted();
      const { numAffectedRows = 0n } = await old.execute(db);
      removed = Number(numAffectedRows);
      await wait(PAUSE_MS);
    }
  }
}

interface Rule {
  readonly from: keyof Tables;
  readonly key: readonly string[];
  readonly where: RawBuilder<unknown>;
}

/** In this order: what a table refers to outlives it. */
export function rulesAt(now: Date, { rawDays }: Keeping): readonly Rule[] {
  const moment = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const before = (days: number) => moment(days).toISOString();
  const year = before(YEAR_DAYS);
  const spare = before(SPARE_DAYS);
  return [
    {
      from: 'answers',
      key: ['app', 'grain', 'first', 'hash'],
      where: sql`last_seen < ${before(rawDays)}`,
    },
    {
      from: 'ticks',
      key: ['schedule', 'scheduled_for'],
      // Each schedule's newest tells when it ran last; a schedule without a tick in all that time is gone.
      where: sql`done = 1 AND scheduled_for < ${before(TICK_DAYS)} AND (scheduled_for < ${year} OR
        EXISTS (SELECT 1 FROM ticks AS newer WHERE newer.schedule = ticks.schedule
          AND newer.scheduled_for > ticks.scheduled_for))`,
    },
    { from: 'watermarks', key: ['schedule'], where: sql`planned_to < ${year}` },
    { from: 'runs', key: ['schedule'], where: sql`succeeded_at < ${year} AND failed_at < ${year}` },
    {
      from: 'alert_findings',
      key: ['number'],
      where: sql`ended_at <> '' AND ended_at < ${year}`,
    },
    {
      from: 'alert_messages',
      key: ['number'],
      where: sql`settled = 1 AND created_at < ${year} AND NOT EXISTS
        (SELECT 1 FROM alert_findings WHERE message IN (alert_messages.id, alert_messages.under))`,
    },
    {
      from: 'alert_apps',
      key: ['app', 'message'],
      where: sql`NOT EXISTS (SELECT 1 FROM alert_messages WHERE id = alert_apps.message)`,
    },
    {
      from: 'alert_votes',
      key: ['number', 'chat', 'user'],
      where: sql`NOT EXISTS (SELECT 1 FROM alert_findings WHERE number = alert_votes.number)`,
    },
    { from: 'alert_mutes', key: ['number', 'chat'], where: sql`until < ${spare}` },
    {
      from: 'deliveries',
      key: ['id'],
      // A welcome is said once for ever; a thread needs its first message ("alert <id>").
      where: sql`since < ${year} AND subject <> 'welcome' AND NOT EXISTS
        (SELECT 1 FROM alert_messages WHERE id = substr(deliveries.subject, 7))`,
    },
    { from: 'charts', key: ['id'], where: sql`created_at < ${year}` },
    { from: 'audit', key: ['id'], where: sql`at < ${year}` },
    { from: 'turns', key: ['name'], where: sql`free_at < ${moment(SPARE_DAYS).getTime()}` },
    { from: 'leases', key: ['name'], where: sql`until < ${spare}` },
    { from: 'tokens', key: ['app'], where: sql`until < ${spare}` },
    {
      from: 'marks',
      key: ['name'],
      where: sql`name IN ('lost-from', 'lost-until') AND
        (SELECT at FROM marks WHERE name = 'lost-until') < ${before(LOST_TIME_DAYS)}`,
    },
  ];
}
