/** What is kept for a time only goes when that is over, in small steps; what people rely on stays. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { periodOf, shift } from '../../src/core/period.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { deliveryLedger } from '../../src/store/deliveries.ts';
import { prune } from '../../src/store/prune.ts';
import { snapshotStore } from '../../src/store/snapshots.ts';
import type { Tables } from '../../src/store/tables.ts';
import { snapshot } from '../contracts/stores.ts';
import { startPostgres } from '../doubles/postgres.ts';

/** Names a fresh database each time. */
const DATABASES: Record<string, () => Promise<{ fresh(): Promise<string>; stop(): unknown }>> = {
  async SQLite() {
    const folder = mkdtempSync(join(tmpdir(), 'retention-prune-'));
    let files = 0;
    return {
      fresh: async () => join(folder, String(++files), 'retention.db'),
      stop: () => rmSync(folder, { recursive: true, force: true }),
    };
  },
  async PostgreSQL() {
    const server = await startPostgres();
    return { fresh: () => server.newDatabase(), stop: server.stop };
  },
};

const APP = 'wx1234567890abcdef';
const NOW = new Date('2026-11-22T01:30:00Z');
const KEEPING = { rawDays: 100 };
const signal = new AbortController().signal;
const ago = (days: number) => new Date(NOW.getTime() - days * 86_400_000);
const at = (days: number) => ago(days).toISOString();

describe.each(Object.entries(DATABASES))('on %s', (_, made) => {
  let db: Database;
  let place: string;
  let databases: Awaited<ReturnType<(typeof DATABASES)[string]>>;
  beforeAll(async () => {
    databases = await made();
  });
  afterAll(() => databases?.stop());
  beforeEach(async () => {
    place = await databases.fresh();
    db = await openDatabase(place);
  });
  afterEach(() => db.destroy());

  const pruned = () => prune(db, NOW, KEEPING, signal);
  const all = async (table: keyof Tables, column: string) => {
    const told = sql<Record<string, unknown>>`SELECT ${sql.ref(column)} FROM ${sql.table(table)}`;
    return (await told.execute(db)).rows.map((row) => row[column]).sort();
  };

  describe('WeChat’s answers', () => {
    it('go when nobody has seen them for as many days as are kept; their figures stay', async () => {
      const store = snapshotStore(db);
      const days = [99, 101, 500];
      for (const day of days) {
        const period = periodOf('day', at(day).slice(0, 10));
        await store.save(APP, snapshot(period, { new: [[0, day]] }), shift(period, 1), ago(day));
      }
      await pruned();
      expect(await all('answers', 'last_seen')).toEqual([at(99)]);
      expect(await all('figures', 'value')).toEqual([99, 101, 500].sort());
      expect((await store.asked(APP, 'day')).size).toBe(3);
    });

    it('go by the thousand, in steps between which others may write', async () => {
      const rows = Array.from({ length: 1_111 }, (_, index) => ({
        app: APP,
        grain: 'day',
        first: '2020-01-01',
        hash: String(index),
        raw: '{}',
        first_seen: at(900),
        last_seen: at(900),
      }));
      for (let from = 0; from < rows.length; from += 100)
        await db
          .insertInto('answers')
          .values(rows.slice(from, from + 100))
          .execute();
      const other = await openDatabase(place);
      const ended = pruned();
      await deliveryLedger(other).claim({ channel: 'test:a', subject: 'digest' }, NOW, NOW);
      await ended;
      await other.destroy();
      expect(await all('answers', 'hash')).toEqual([]);
    });

    it('stay where they are when it is stopped, and go the next time', async () => {
      await db
        .insertInto('charts')
        .values({ id: 'old', chart: '{}', created_at: at(900) })
        .execute();
      const stopped = prune(db, NOW, KEEPING, AbortSignal.abort());
      await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
      expect(await all('charts', 'id')).toEqual(['old']);
      await pruned();
      expect(await all('charts', 'id')).toEqual([]);
    });
  });

  describe('ticks', () => {
    it('go after two months, but for those still open and the newest of each schedule', async () => {
      const tick = (schedule: string, days: number, done = 1) => ({
        schedule,
        scheduled_for: at(days),
        attempt: 1,
        due: at(days),
        done,
      });
      await db
        .insertInto('ticks')
        .values([
          tick('daily', 61),
          tick('daily', 59),
          tick('monthly', 92),
          tick('monthly', 62),
          tick('stuck', 70, 0),
          tick('stuck', 1),
          tick('gone', 401),
        ])
        .execute();
      await db
        .insertInto('watermarks')
        .values([
          { schedule: 'gone', planned_to: at(401) },
          { schedule: 'monthly', planned_to: at(62) },
        ])
        .execute();
      await pruned();
      const left = await db.selectFrom('ticks').selectAll().orderBy('scheduled_for').execute();
      expect(left.map(({ schedule, scheduled_for }) => [schedule, scheduled_for])).toEqual([
        ['stuck', at(70)],
        ['monthly', at(62)],
        ['daily', at(59)],
        ['stuck', at(1)],
      ]);
      expect(await all('watermarks', 'schedule')).toEqual(['monthly']);
    });
  });

  describe('messages', () => {
    it('are remembered for more than a year, and a welcome for ever', async () => {
      const ledger = deliveryLedger(db);
      const post = async (subject: string, days: number) => {
        const claim = await ledger.claim({ channel: 'test:a', subject }, ago(days), ago(days - 1));
        if (claim.state === 'ours') await ledger.sent(claim.id, { ts: subject });
      };
      await post('welcome', 900);
      await post('old', 401);
      await post('young', 399);
      await pruned();
      expect(await all('deliveries', 'subject')).toEqual(['welcome', 'young']);
    });

    it('of alerts go with everything said to them, a year after the last finding in them ended', async () => {
      const message = (id: string, under: string, days: number, settled = 1) => ({
        id,
        under,
        message: '{}',
        settled,
        created_at: at(days),
      });
      const finding = (of: string, ended: string) => ({
        finding: `finding ${of}`,
        app: APP,
        segment: 'new' as const,
        message: of,
        opened_at: at(900),
        ended_at: ended,
        reason: ended === '' ? ('' as const) : ('recovered' as Tables['alert_findings']['reason']),
      });
      await db
        .insertInto('alert_messages')
        .values([
          message('over', '', 900),
          message('over 2', 'over', 899),
          message('open', '', 900),
          message('open 2', 'open', 899),
          message('lately', '', 900),
          message('waiting', '', 900, 0),
        ])
        .execute();
      await db
        .insertInto('alert_findings')
        .values([finding('over', at(500)), finding('open', ''), finding('lately', at(300))])
        .execute();
      const numbers = await db.selectFrom('alert_findings').selectAll().execute();
      for (const { number, message: of } of numbers) {
        await db.insertInto('alert_apps').values({ app: APP, message: of }).execute();
        const vote = { number, chat: 'test:a', user: of, useful: 1, at: at(890) };
        await db.insertInto('alert_votes').values(vote).execute();
      }
      await db
        .insertInto('deliveries')
        .values(
          ['over', 'open'].map((id) => ({
            id,
            channel: 'test:a',
            subject: `alert ${id}`,
            state: 'sent' as const,
            since: at(900),
            lease_until: at(900),
            reason: '',
            posted: '{}',
            app: '',
            grain: '',
            first: '',
            as_of: '',
            shown: '',
            edit_until: '',
          })),
        )
        .execute();
      await pruned();
      expect(await all('alert_messages', 'id')).toEqual(['lately', 'open', 'open 2', 'waiting']);
      expect(await all('alert_findings', 'message')).toEqual(['lately', 'open']);
      expect(await all('alert_apps', 'message')).toEqual(['lately', 'open']);
      expect(await all('alert_votes', 'user')).toEqual(['lately', 'open']);
      expect(await all('deliveries', 'id')).toEqual(['open']);
    });
  });

  describe('what holds for a while', () => {
    it('goes when that is over', async () => {
      const both = ['old', 'young'] as const;
      const days = { old: 401, young: 399 };
      const hours = { old: 2, young: -1 };
      for (const one of both) {
        const audit = { adapter: 'slack', chat: 'C1', user: one, action: 'share' as const };
        await db
          .insertInto('audit')
          .values({ at: at(days[one]), ...audit, detail: '' })
          .execute();
        await db
          .insertInto('runs')
          .values({
            schedule: one,
            succeeded_at: at(days[one]),
            failed_at: '',
            code: '',
            params: '',
          })
          .execute();
        const until = at(hours[one]);
        await db
          .insertInto('alert_mutes')
          .values({ number: 1, chat: one, until, user: 'U1' })
          .execute();
        await db.insertInto('leases').values({ name: one, owner: 'x', until }).execute();
        await db
          .insertInto('tokens')
          .values({ app: one, sealed: '', until, forced_at: '' })
          .execute();
        await db
          .insertInto('turns')
          .values({ name: one, free_at: Date.parse(until) })
          .execute();
      }
      await pruned();
      const left = [
        await all('audit', 'user'),
        await all('runs', 'schedule'),
        await all('alert_mutes', 'chat'),
        await all('leases', 'name'),
        await all('tokens', 'app'),
        await all('turns', 'name'),
      ];
      expect(left).toEqual(left.map(() => ['young']));
    });

    it.each([
      [13, ['alive', 'lost-from', 'lost-until']],
      [15, ['alive']],
    ])('lost time that ended %i days ago leaves %j', async (days, left) => {
      await db
        .insertInto('marks')
        .values([
          { name: 'alive', at: at(days) },
          { name: 'lost-from', at: at(days + 9) },
          { name: 'lost-until', at: at(days) },
        ])
        .execute();
      await pruned();
      expect(await all('marks', 'name')).toEqual(left);
    });
  });
});
