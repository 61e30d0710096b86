/** What digests show, as another version of the bot has kept it: one that isn't understood takes no other with it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { periodOf } from '../../../src/core/period.ts';
import { revisedFigures, revisionLines } from '../../../src/core/revision.ts';
import type { Shown, Standing } from '../../../src/ports/stores.ts';
import { openStores } from '../../../src/store/index.ts';
import { editedBody } from '../mutations.ts';
import { type FuzzTarget, must, mustBeWorded, opened } from '../target.ts';

const NOW = new Date('2026-11-22T01:30:00Z');
const SHOWN: Shown = {
  app: 'wx1',
  grain: 'day',
  first: '2026-11-21',
  period: '2026-11-20',
  asOf: NOW,
  schedule: { at: NOW, zone: 'Asia/Shanghai' },
  figures: [
    { segment: 'new', offset: 1, rate: 0.25 },
    { segment: 'active', offset: 7, rate: null },
  ],
  revisions: [{ at: NOW, changes: [{ segment: 'new', offset: 1, from: 0.2, to: 0.25 }] }],
};
const { period, figures, revisions, schedule } = SHOWN;
const kept = JSON.parse(JSON.stringify({ schedule, period, figures, revisions })) as unknown;

const row = fc.record({
  shown: editedBody(fc.constant(kept)),
  posted: fc.oneof(
    { weight: 4, arbitrary: fc.constant('{"id":"1"}') },
    editedBody(fc.constant<unknown>({ channel: 'C1', ts: '1.1' })),
  ),
});

export const storedShown: FuzzTarget = {
  name: 'stored deliveries',
  sample: 300,
  atOnce: 1,
  open: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'retention-fuzz-'));
    const path = join(folder, 'retention.db');
    const stores = await openStores(path);
    for (const channel of ['slack:C1', 'slack:C2']) {
      const key = { channel, subject: 'digest' };
      const claim = await stores.deliveries.claim(key, NOW, new Date(NOW.getTime() + 1), SHOWN);
      must(claim.state === 'ours', `the row is ${claim.state}`);
      await stores.deliveries.sent(claim.id, { id: '1' });
    }
    const beside = new DatabaseSync(path);
    beside.exec('PRAGMA synchronous = OFF');
    const put = beside.prepare(
      "UPDATE deliveries SET shown = ?, posted = ? WHERE channel = 'slack:C1'",
    );
    const read = async ({ shown, posted }: { shown: string; posted: string }) => {
      put.run(shown, posted);
      const found = await stores.deliveries.standing('wx1', 'day', '2026-11-01');
      must(
        found.some(({ channel }) => channel === 'slack:C2'),
        'another digest is lost',
      );
      for (const one of found) mustBeOfUse(one);
    };
    return opened(row, read, async () => {
      beside.close();
      await stores.close();
      rmSync(folder, { recursive: true, force: true });
    });
  },
};

/** As the pipeline takes it. */
function mustBeOfUse({ shown, posted }: Standing): void {
  periodOf(shown.grain, shown.period);
  revisedFigures(shown.figures, SHOWN.figures);
  const zone = shown.schedule?.zone ?? 'Asia/Shanghai';
  for (const locale of ['en', 'zh-CN'] as const)
    for (const line of revisionLines(
      { made: shown.revisions, zone },
      shown.grain,
      locale,
      undefined,
    ))
      mustBeWorded(line);
  for (const part of Object.values(posted)) must(typeof part === 'string', 'a name that is none');
}
