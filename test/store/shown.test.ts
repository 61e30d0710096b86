/** Digests as another version of the bot has kept them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, it } from 'vitest';
import type { Shown, Stores } from '../../src/ports/stores.ts';
import { openStores } from '../../src/store/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'retention-shown-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const NOW = new Date('2026-11-22T01:30:00Z');
const SHOWN: Shown = {
  app: 'wx1',
  grain: 'day',
  first: '2026-11-21',
  period: '2026-11-21',
  asOf: NOW,
  schedule: { at: NOW, zone: 'Asia/Shanghai' },
  figures: [{ segment: 'new', offset: 1, rate: 0.25 }],
  revisions: [{ at: NOW, changes: [{ segment: 'new', offset: 1, from: 0.2, to: 0.25 }] }],
};
const { period, figures, revisions } = SHOWN;
const kept = { period, figures, revisions };

async function post({ deliveries }: Stores, channel: string): Promise<void> {
  const claim = await deliveries.claim({ channel, subject: 'digest' }, NOW, NOW, SHOWN);
  if (claim.state !== 'ours') throw new Error(claim.state);
  await deliveries.sent(claim.id, { ts: channel });
}

it.each([
  ['nothing', ''],
  ['half of it', '{"period":"2026-'],
  ['null', 'null'],
  ['no revisions', JSON.stringify({ period, figures })],
  ['no figures', JSON.stringify({ period, revisions })],
  ['a period that is no day', JSON.stringify({ ...kept, period: 'W46' })],
  [
    'a segment that is none',
    JSON.stringify({ ...kept, figures: [{ segment: 'paying', offset: 1, rate: 0 }] }),
  ],
  ['a zone that is none', JSON.stringify({ ...kept, schedule: { at: NOW, zone: 'Moon/Sea' } })],
  ['a moment that is none', JSON.stringify({ ...kept, schedule: { at: 'soon', zone: 'UTC' } })],
])('a digest that kept %s stays as it is, and the others are still found', async (_, shown) => {
  const path = join(folder, `${Math.random()}.db`);
  const stores = await openStores(path);
  for (const channel of ['slack:C1', 'slack:C2']) await post(stores, channel);
  const beside = new DatabaseSync(path);
  beside.prepare("UPDATE deliveries SET shown = ? WHERE channel = 'slack:C1'").run(shown);
  beside.close();
  const standing = await stores.deliveries.standing('wx1', 'day', '2026-11-01');
  await stores.close();
  expect(standing.map(({ channel, shown: one }) => [channel, one])).toEqual([['slack:C2', SHOWN]]);
});
