/** A database made by an earlier version keeps what is in it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, it } from 'vitest';
import type { Shown } from '../../src/ports/stores.ts';
import { openStores } from '../../src/store/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'retention-migrations-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MORNING = new Date('2026-11-22T01:30:00Z');
const LATER = new Date('2026-11-22T02:30:00Z');

/** As version 0.1 left it: this text is history and never changes. */
const FIRST = `
CREATE TABLE kysely_migration (name varchar(255) PRIMARY KEY NOT NULL, timestamp varchar(255) NOT NULL);
CREATE TABLE kysely_migration_lock (id varchar(255) PRIMARY KEY NOT NULL, is_locked integer NOT NULL DEFAULT 0);
INSERT INTO kysely_migration VALUES ('0001_first', '2026-11-20T00:00:00.000Z');
INSERT INTO kysely_migration_lock VALUES ('migration_lock', 0);
CREATE TABLE cohorts (app text NOT NULL, grain text NOT NULL, first text NOT NULL, through text NOT NULL, outcome text NOT NULL, asked_at text NOT NULL, CONSTRAINT cohorts_pk PRIMARY KEY (app, grain, first));
CREATE TABLE answers (app text NOT NULL, grain text NOT NULL, first text NOT NULL, hash text NOT NULL, raw text NOT NULL, first_seen text NOT NULL, last_seen text NOT NULL, CONSTRAINT answers_pk PRIMARY KEY (app, grain, first, hash));
CREATE TABLE figures (app text NOT NULL, grain text NOT NULL, first text NOT NULL, segment text NOT NULL, offset integer NOT NULL, first_seen text NOT NULL, last_seen text NOT NULL, value integer NOT NULL, CONSTRAINT figures_pk PRIMARY KEY (app, grain, first, segment, offset, first_seen));
CREATE TABLE watermarks (schedule text PRIMARY KEY, planned_to text NOT NULL);
CREATE TABLE ticks (schedule text NOT NULL, scheduled_for text NOT NULL, attempt integer NOT NULL, due text NOT NULL, done integer NOT NULL, CONSTRAINT ticks_pk PRIMARY KEY (schedule, scheduled_for));
CREATE TABLE deliveries (id text PRIMARY KEY, channel text NOT NULL, subject text NOT NULL, state text NOT NULL, since text NOT NULL, lease_until text NOT NULL, reason text NOT NULL, posted text NOT NULL, CONSTRAINT deliveries_once UNIQUE (channel, subject));
CREATE TABLE addresses (adapter text NOT NULL, id text NOT NULL, address text NOT NULL, subscribed integer NOT NULL, CONSTRAINT addresses_pk PRIMARY KEY (adapter, id));
CREATE TABLE charts (id text PRIMARY KEY, chart text NOT NULL, created_at text NOT NULL);

INSERT INTO cohorts VALUES ('wx1', 'day', '2026-11-20', '2026-11-21', 'answered', '2026-11-22T01:30:00.000Z');
INSERT INTO figures VALUES ('wx1', 'day', '2026-11-20', 'new', 0, '2026-11-21T01:30:00.000Z', '2026-11-22T01:30:00.000Z', 500);
INSERT INTO watermarks VALUES ('daily', '2026-11-22T01:30:00.000Z');
INSERT INTO ticks VALUES ('daily', '2026-11-22T01:30:00.000Z', 1, '2026-11-22T01:30:00.000Z', 1);
INSERT INTO deliveries VALUES ('0d93aa79f047c1b769d5930cef0cc1a5', 'slack:C1', 'wx1 day 2026-11-20', 'sent', '2026-11-21T01:30:00.000Z', '2026-11-21T01:33:00.000Z', '', '{"ts":"1.5"}');
INSERT INTO deliveries VALUES ('f6a189c3731d6fc24514c607d95d7b88', 'slack:C2', 'wx1 day 2026-11-20', 'unknown', '2026-11-21T01:30:00.000Z', '2026-11-21T01:33:00.000Z', 'timeout', '');
INSERT INTO addresses VALUES ('teams', '19:a', '{"v":1}', 1);
`;

/** What names a delivery must never change, or it would be posted twice. */
const DOUBTFUL = 'f6a189c3731d6fc24514c607d95d7b88';

it('of the first version opens with all its rows, and takes what is new', async () => {
  const path = join(folder, 'retention.db');
  const file = new DatabaseSync(path);
  file.exec(FIRST);
  file.close();

  const stores = await openStores(path);
  const range = { first: '2026-11-20', last: '2026-11-20' };
  const triangle = await stores.snapshots.triangle('wx1', 'day', range, LATER);
  expect(triangle.get('2026-11-20')?.counts.new).toEqual(new Map([[0, 500]]));
  expect(await stores.ticks.watermark('daily', LATER)).toEqual(MORNING);
  expect(await stores.ticks.last('daily')).toEqual({ scheduledFor: MORNING, isDone: true });
  expect(await stores.addresses.list('teams')).toMatchObject([{ id: '19:a', subscribed: true }]);

  const key = (channel: string) => ({ channel, subject: 'wx1 day 2026-11-20' });
  const claim = (channel: string) => stores.deliveries.claim(key(channel), LATER, LATER);
  expect(await claim('slack:C1')).toEqual({ state: 'sent', posted: { ts: '1.5' } });
  // What an earlier version posted can't be edited: nobody knows what it shows.
  expect(await stores.deliveries.standing('wx1', 'day', '')).toEqual([]);
  const doubtful = await claim('slack:C2');
  expect(doubtful).toMatchObject({ state: 'doubtful', id: DOUBTFUL });
  const shown: Shown = {
    app: 'wx1',
    grain: 'day',
    first: '2026-11-20',
    period: '2026-11-20',
    asOf: LATER,
    figures: [],
    schedule: undefined,
    revisions: [],
  };
  await stores.deliveries.shows(DOUBTFUL, LATER, shown);
  await stores.deliveries.sent(DOUBTFUL, { ts: '2' });
  expect(await stores.deliveries.standing('wx1', 'day', '')).toMatchObject([
    { id: DOUBTFUL, shown },
  ]);

  expect(await stores.subscriptions.list()).toEqual([]);
  expect(await stores.audit.list(9)).toEqual([]);
  expect(await stores.pauses.list()).toEqual([]);
  expect(await stores.alerts.get('wx1')).toBeUndefined();
  expect(await stores.alerts.records()).toEqual([]);
  const voted = await stores.alerts.votes('slack:C1');
  expect(voted).toEqual({ told: 0, notUseful: 0 });
  await stores.close();
  const again = await openStores(path);
  expect(await again.deliveries.standing('wx1', 'day', '')).toHaveLength(1);
  await again.close();
});
