/** A sample of the crash matrix: killed at a point, and started again, each message stands once. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PostgresServer, startPostgres } from '../doubles/postgres.ts';
import { crash, type Undisturbed, undisturbed } from './matrix.ts';
import { POINTS } from './points.ts';
import { postgresDatabases } from './postgres-databases.ts';
import { openStage, type Stage, sqliteFiles } from './stage.ts';

/** One of each kind of step; `npm run test:crash` kills at all of them. */
const SAMPLE: ReadonlySet<string> = new Set([
  'alerts written, not posted',
  'intent written, nothing sent',
  'message in the chat, row not settled',
  'edit made, row not settled',
  'tick done, not settled',
]);
/** On PostgreSQL those whose order the two stores might differ in. */
const ON_POSTGRES: ReadonlySet<string> = new Set([
  'alerts written, not posted',
  'message in the chat, row not settled',
]);

let postgres: PostgresServer;
const stages = new Map<string, { stage: Stage; usual: Undisturbed }>();

beforeAll(async () => {
  postgres = await startPostgres();
  for (const databases of [sqliteFiles(), postgresDatabases(postgres)]) {
    const stage = await openStage(databases);
    stages.set(databases.name, { stage, usual: await undisturbed(stage) });
  }
}, 120_000);
afterAll(async () => {
  for (const { stage } of stages.values()) {
    await stage.close();
    await stage.databases.close();
  }
  await postgres.stop();
});

describe.each([
  ['SQLite', POINTS.filter(({ name }) => SAMPLE.has(name))],
  ['PostgreSQL', POINTS.filter(({ name }) => ON_POSTGRES.has(name))],
] as const)('on %s', (store, points) => {
  test.each(points)(
    'killed at “$name” and started again, it posts everything once',
    async (point) => {
      const { stage, usual } = stages.get(store) ?? {};
      if (!stage || !usual) throw new Error('no stage');
      const cell = await crash(stage, usual, point, 0);
      expect(cell).toMatchObject({ isKilled: true, twice: 0, lost: 0, fault: '' });
      expect(cell.unreadable.lost).toBe(0);
    },
    60_000,
  );
});
