/** What another version of the bot has stored: read back as something, or left out, and never the end of the rest. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { errorOf, explain } from '../../../src/core/errors.ts';
import { type Locale, textFor } from '../../../src/core/text/index.ts';
import { openStores } from '../../../src/store/index.ts';
import { dailyDigest } from '../../doubles/digests.ts';
import { editedJson } from '../mutations.ts';
import { type FuzzTarget, must, opened } from '../target.ts';

const CODES = [
  'slack_not_in_channel',
  'slack_token',
  'teams_blocked',
  'config_invalid',
  'quota_spent',
];
const pause = fc.record({
  code: fc.oneof(fc.constantFrom(...CODES), fc.string(), fc.constant('__proto__')),
  params: editedJson(
    fc.constant<unknown>({
      channel: 'growth',
      app: 'wx1',
      detail: 'gone',
      faults: ['one'],
      ip: '',
    }),
  ),
});

export const pauses: FuzzTarget = {
  name: 'stored pauses',
  sample: 500,
  atOnce: 1,
  open: async () => {
    const stores = await openStores(':memory:');
    const kept = async ({ code, params }: { code: string; params: unknown }) => {
      const chat = `slack:${randomUUID()}`;
      // What is no JSON at all can't be stored.
      const held = JSON.parse(JSON.stringify(params) ?? 'null') as object;
      await stores.pauses.pause({ chat, since: new Date(0), code, params: held });
      const found = await stores.pauses.get(chat);
      await stores.pauses.resume(chat);
      must(found !== undefined, 'a pause is lost');
      for (const locale of ['en', 'zh-CN'] satisfies Locale[]) {
        const told = explain(errorOf(found), textFor(locale));
        must(told.trim() !== '', 'a pause without words');
      }
    };
    return opened(pause, kept, stores.close);
  },
};

export const runs: FuzzTarget = {
  name: 'stored runs',
  sample: 300,
  atOnce: 1,
  open: async () => {
    const stores = await openStores(':memory:');
    await stores.runs.failed('whole', new Date(0), { code: 'slack_token', params: {} });
    const kept = async ({ code, params }: { code: string; params: unknown }) => {
      const held = JSON.parse(JSON.stringify(params) ?? 'null') as object;
      await stores.runs.failed('edited', new Date(0), { code, params: held });
      const found = await stores.runs.list();
      must(found.length === 2, 'a run is lost');
      for (const { failed } of found)
        for (const locale of ['en', 'zh-CN'] satisfies Locale[]) {
          const told = failed && explain(errorOf(failed), textFor(locale));
          must(told !== undefined && told.trim() !== '', 'a failure without words');
        }
    };
    return opened(pause, kept, stores.close);
  },
};

const charts = dailyDigest().sections.flatMap((one) => (one.kind === 'chart' ? [one.chart] : []));

export const storedCharts: FuzzTarget = {
  name: 'stored charts',
  sample: 300,
  atOnce: 1,
  open: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'retention-fuzz-'));
    const path = join(folder, 'retention.db');
    const stores = await openStores(path);
    const beside = new DatabaseSync(path);
    beside.exec('PRAGMA synchronous = OFF');
    const put = beside.prepare('INSERT INTO charts (id, chart, created_at) VALUES (?, ?, ?)');
    const read = async (chart: unknown) => {
      const id = randomUUID();
      put.run(id, JSON.stringify(chart) ?? 'null', '2026-11-22T00:00:00.000Z');
      const found = await stores.charts.get(id);
      must(found === undefined || typeof found === 'object', 'a chart that is none');
    };
    return opened(editedJson(fc.constantFrom<unknown>(...charts)), read, async () => {
      beside.close();
      await stores.close();
      rmSync(folder, { recursive: true, force: true });
    });
  },
};
