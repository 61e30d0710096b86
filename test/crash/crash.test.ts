/** A sample of the crash matrix: killed at every point once, and started again, each message stands once. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PostgresServer, startPostgres } from '../doubles/postgres.ts';
import { crash, type Undisturbed, undisturbed } from './matrix.ts';
import { POINTS } from './points.ts';
import { postgresDatabases } from './postgres-databases.ts';
import { openStage, type Stage, sqliteFiles } from './stage.ts';

/** On PostgreSQL those whose order the two stores might differ in. */
const ON_POSTGRES = [
  'tick planned, not taken',
  'alerts written, not posted',
  'intent written, nothing sent',
  'message in the chat, row not settled',
  'tick done, not settled',
];

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
  ['SQLite', POINTS],
  ['PostgreSQL', POINTS.filter(({ name }) => ON_POSTGRES.includes(name))],
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
