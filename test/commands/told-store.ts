/** A folder to run the command line in, on a store of four apps whose falls are known. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Triangle } from '../../src/core/cohort.ts';
import { addDays } from '../../src/core/period.ts';
import { morningOf } from '../../src/pipeline/replay.ts';
import { openStores } from '../../src/store/index.ts';
import { openShell, type Shell } from '../cli/cli.ts';
import { worldOf } from '../doubles/worlds.ts';
import { tellHistory } from '../pipeline/mornings.ts';

/** The first cohorts of which fewer come back. */
export const FALL = '2026-07-10';
/** Before what lasts is taken for normal. */
export const TO = addDays(FALL, 40);
/** The morning from which WeChat tells of no fall of the one that is taken back. */
export const REVISED = addDays(FALL, 9);
/** By what becomes of each. */
export const APPS = {
  quiet: 'wx-quiet',
  worse: 'wx-worse',
  over: 'wx-over',
  revised: 'wx-revised',
} as const;

export async function toldShell(): Promise<Shell> {
  const shell = openShell({});
  const apps = Object.values(APPS).map((appid) => ({ appid, secret: 'sesame-sesame' }));
  const file = join(shell.folder, 'retention.config.yaml');
  writeFileSync(file, JSON.stringify({ apps, calendar: 'none' }));
  const stores = await openStores(databaseOf(shell));
  const tell = (app: string, world: Triangle, on: string) =>
    tellHistory(stores, app, world, morningOf(on));
  await Promise.all([
    tell(APPS.quiet, worldFallen(0, TO), TO),
    tell(APPS.over, worldFallen(0.3, addDays(FALL, 20)), TO),
    tell(APPS.worse, deeper(worldFallen(0.2, TO), worldFallen(0.5, TO), addDays(FALL, 10)), TO),
    tellRevised(),
  ]);
  await stores.close();
  return shell;

  async function tellRevised() {
    await tell(APPS.revised, worldFallen(0.3, TO), addDays(REVISED, -1));
    for (const on of [REVISED, TO]) await tell(APPS.revised, worldFallen(0, TO), on);
  }
}

export function databaseOf({ folder }: Shell): string {
  return join(folder, 'data/retention.db');
}

function worldFallen(share: number, to: string): Triangle {
  const drop = { by: 'cohort', share, from: FALL, to } as const;
  return worldOf({ world: 1, users: 3000, first: '2026-03-01', days: 180, seed: 5, drop });
}

function deeper(before: Triangle, after: Triangle, since: string): Triangle {
  return new Map(
    [...before]
      .filter(([first]) => first < since)
      .concat([...after].filter(([first]) => first >= since)),
  );
}
