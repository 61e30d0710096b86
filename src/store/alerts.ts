/** What is remembered of alerts: a memory takes effect when the messages that it made are known to be posted. */
import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { AlertMemory } from '../core/alerts/alert.ts';
import type { AlertMessage } from '../core/alerts/message.ts';
import type { RememberedAlerts } from '../ports/alert-store.ts';
import type { AlertStore } from '../ports/stores.ts';
import { alertFeedback } from './alert-feedback.ts';
import { endFindings, followedOf, keepMessages, numbersOf, recordsOf } from './alert-messages.ts';
import type { Database } from './database.ts';
import { together } from './together.ts';
import { firstVersion, versionAfter } from './versions.ts';

/** Some hundred kilobytes each. */
const MOST_KEPT = 100;

export function alertStore(db: Database): AlertStore {
  const write = together(db);
  // Every change has a version of its own; reading one again takes longer than most answers.
  const kept = new LRUCache<string, RememberedAlerts>({ max: MOST_KEPT });
  return {
    ...alertFeedback(db),

    async get(app) {
      const now = await db
        .selectFrom('alerts')
        .select('version')
        .where('app', '=', app)
        .executeTakeFirst();
      const before = kept.get(app);
      if (before && before.version === now?.version) return before;
      const read = now && (await readOf(db, app));
      if (read) kept.set(app, read);
      return read;
    },

    async prepare(memories, messages, now) {
      const outdated = new Error('written by somebody else since it was read');
      try {
        await write(async (all) => {
          // In one order, so that two runs never wait for each other.
          for (const one of memories.toSorted((a, b) => (a.app < b.app ? -1 : 1)))
            if (!(await keepMemory(all, one, isTold(messages, one.app)))) throw outdated;
          await keepMessages(all, messages, now);
          // Messages of the same ids may have settled before.
          await moveOn(
            all,
            memories.map(({ app }) => app),
          );
        });
        return true;
      } catch (error) {
        if (error === outdated) return false;
        throw error;
      }
    },

    async unsettled() {
      const rows = await db
        .selectFrom('alert_messages')
        .select('message')
        .where('settled', '=', 0)
        .orderBy('number')
        .execute();
      return rows.map(({ message }): AlertMessage => JSON.parse(message));
    },

    async settle(id) {
      const message = await messageOf(db, id);
      if (!message) return;
      const apps = message.items.map(({ app }) => app);
      await write(async (all) => {
        await lock(all, apps);
        const settled = await all
          .updateTable('alert_messages')
          .set({ settled: 1 })
          .where('id', '=', id)
          .where('settled', '=', 0)
          .executeTakeFirst();
        if (settled.numUpdatedRows === 0n) return;
        await endFindings(all, message);
        await moveOn(all, apps);
      });
    },

    message: (id) => messageOf(db, id),
    followed: (id) => followedOf(db, id),
    numbers: (id) => numbersOf(db, id),
    records: (app) => recordsOf(db, app),
  };
}

async function readOf(db: Database, app: string): Promise<RememberedAlerts | undefined> {
  const row = await db.selectFrom('alerts').selectAll().where('app', '=', app).executeTakeFirst();
  if (!row) return undefined;
  const isPending = row.pending !== '';
  const memory: AlertMemory =
    row.memory === '' ? nothing(JSON.parse(row.pending)) : JSON.parse(row.memory);
  return { memory, version: row.version, isPending };
}

const VERSION = sql<number>`version`;

/** Before the first memory takes effect nothing is remembered. */
function nothing({ at }: AlertMemory): AlertMemory {
  return { at, judged: [], open: [], excluded: [], normal: [] };
}

function isTold(messages: readonly AlertMessage[], app: string): boolean {
  return messages.some(({ items }) => items.some((item) => item.app === app));
}

/** Whether it was kept: nobody wrote since, and nothing waits. */
async function keepMemory(
  db: Database,
  { app, version, memory }: Parameters<AlertStore['prepare']>[0][number],
  waits: boolean,
): Promise<boolean> {
  const text = JSON.stringify(memory);
  const columns = waits ? { pending: text } : { memory: text };
  if (version === 0) {
    const inserted = await db
      .insertInto('alerts')
      .values({ app, version: firstVersion(text), memory: '', pending: '', ...columns })
      .onConflict((c) => c.doNothing())
      .executeTakeFirst();
    return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n;
  }
  const updated = await db
    .updateTable('alerts')
    .set({ ...columns, version: versionAfter(VERSION, text) })
    .where('app', '=', app)
    .where('version', '=', version)
    .where('pending', '=', '')
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}

/** Where transactions overlap, two that settle the last messages of an app must see each other. */
async function lock(db: Database, apps: readonly string[]) {
  await db
    .updateTable('alerts')
    .set((row) => ({ pending: row.ref('pending') }))
    .where('app', 'in', apps)
    .execute();
}

/** The memories of these apps that wait for no message any more take effect. */
async function moveOn(db: Database, apps: readonly string[]) {
  for (const app of new Set(apps))
    await db
      .updateTable('alerts')
      .set((row) => ({
        memory: row.ref('pending'),
        pending: '',
        version: versionAfter(VERSION, 'moved on'),
      }))
      .where('app', '=', app)
      .where('pending', '!=', '')
      .where((row) =>
        row.not(
          row.exists(
            row
              .selectFrom('alert_apps')
              .innerJoin('alert_messages', 'alert_messages.id', 'alert_apps.message')
              .select('alert_apps.app')
              .where('alert_apps.app', '=', app)
              .where('alert_messages.settled', '=', 0),
          ),
        ),
      )
      .execute();
}

async function messageOf(db: Database, id: string): Promise<AlertMessage | undefined> {
  const row = await db
    .selectFrom('alert_messages')
    .select('message')
    .where('id', '=', id)
    .executeTakeFirst();
  return row && JSON.parse(row.message);
}
