/** `migrate` says of each table whether it arrived; a difference is an error. */
import { describe, expect, it } from 'vitest';
import { runMigrate } from '../../src/commands/migrate.ts';
import type { CopiedTable, CopyHistory } from '../../src/ports/history-copy.ts';

const SAME: CopiedTable = { table: 'figures', rows: 12_345, differences: [] };
const OTHER: CopiedTable = {
  table: 'ticks',
  rows: 3,
  differences: [{ what: 'count(*)', source: '3', target: '2' }],
};

function rig(copy: CopyHistory, locale: 'en' | 'zh-CN' = 'en') {
  let [out, shown] = ['', ''];
  const write = (text: string) => {
    shown += text;
    return true;
  };
  const terminal = {
    now: () => new Date('2026-11-22T01:30:00Z'),
    stdout: {
      write: (text: string) => {
        out += text;
      },
    },
    stderr: { isTTY: true, write } as unknown as NodeJS.WriteStream,
  };
  const { signal } = new AbortController();
  const move = { from: 'data/retention.db', to: 'postgres://u:secret@h/d', locale, signal, copy };
  return {
    run: () => runMigrate(move, terminal),
    out: () => out,
    shown: () => shown,
  };
}

describe('migrate', () => {
  it('prints a line a table, and what to do next, and shows how far it is', async () => {
    const { run, out, shown } = rig(async (from, to, { onProgress }) => {
      expect([from, to]).toEqual(['data/retention.db', 'postgres://u:secret@h/d']);
      onProgress('figures', 0, 12_345);
      onProgress('figures', 12_345, 12_345);
      return [SAME];
    });
    expect(await run()).toBe(0);
    expect(out()).toContain('figures: rows 12,345, count and sums agree\n');
    expect(out()).toContain('DATABASE_URL');
    expect(shown()).toContain('12345 of 12345');
    expect(out() + shown()).not.toContain('secret');
  });

  it('tells in the language of the configuration', async () => {
    const { run, out } = rig(async () => [SAME], 'zh-CN');
    await run();
    expect(out()).toContain('figures：12,345 行，行数与合计一致');
  });

  it('fails where a table differs, and says in what', async () => {
    const { run, out } = rig(async () => [SAME, OTHER]);
    await expect(run()).rejects.toMatchObject({
      code: 'migrate_differs',
      params: { detail: 'ticks' },
    });
    expect(out()).toContain('figures: rows 12,345, count and sums agree\n');
    expect(out()).toContain('ticks: rows 3, but differs: count(*) 3 → 2\n');
    expect(out()).not.toContain('DATABASE_URL');
  });
});
