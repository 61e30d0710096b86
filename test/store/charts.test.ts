/** Charts kept by an earlier version are drawn as before. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, it } from 'vitest';
import { openStores } from '../../src/store/index.ts';
import { sampleCurve, sampleHeat } from '../chart/sample-charts.ts';

const folder = mkdtempSync(join(tmpdir(), 'retention-charts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a chart kept before there were heat maps is a line chart', async () => {
  const path = join(folder, 'retention.db');
  const stores = await openStores(path);
  const now = new Date('2026-11-22T01:30:00Z');
  await stores.charts.put('map', sampleHeat(), now);
  const { kind: _, ...old } = sampleCurve();
  const file = new DatabaseSync(path);
  file
    .prepare('INSERT INTO charts VALUES (?, ?, ?)')
    .run('old', JSON.stringify(old), now.toISOString());
  file.close();

  expect(await stores.charts.get('old')).toEqual(sampleCurve());
  expect(await stores.charts.get('map')).toEqual(sampleHeat());
  expect(await stores.charts.get('none')).toBeUndefined();
  await stores.close();
});
