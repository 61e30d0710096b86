/** What counts as revised, and how it is told: by what is printed, in the schedule's zone, in the reader's language. */
import { describe, expect, it } from 'vitest';
import {
  type Revision,
  revisedFigures,
  revisionLines,
  type ShownFigure,
} from '../../src/core/revision.ts';

const figure = (rate: number | null, offset = 1): ShownFigure => ({
  segment: 'new',
  offset,
  rate,
});
const POSTED = new Date('2026-11-22T01:30:00Z');
const at = (time: string, changes: Revision['changes'] = []): Revision => ({
  at: new Date(time),
  changes,
});
const D1 = { segment: 'new', offset: 1, from: 0.2849, to: 0.2891 } as const;
const D7 = { segment: 'active', offset: 7, from: null, to: 0.1 } as const;

describe('a figure', () => {
  it.each([
    [0.2849, 0.2891, true],
    [0.2846, 0.2854, false],
    [0.2854, 0.2856, true],
    [null, 0.1, true],
    [0.1, null, true],
    [null, null, false],
    [0, 0.0004, false],
    [0, null, true],
  ])('of %s that becomes %s is revised: %s', (from, to, isRevised) => {
    const found = revisedFigures([figure(from)], [figure(to)]);
    expect(found).toEqual(isRevised ? [{ segment: 'new', offset: 1, from, to }] : []);
  });

  it('is compared with the same one, and new where it wasn’t shown', () => {
    const before = [figure(0.1, 1), figure(0.2, 7)];
    expect(revisedFigures(before, [figure(0.2, 7), figure(0.1, 1), figure(0.3, 30)])).toEqual([]);
  });
});

describe('a revision', () => {
  const zone = 'Asia/Shanghai';

  it('is told with its time in the schedule’s zone, and the day where it is another', () => {
    const made = [
      at('2026-11-22T03:40:00Z', [D1]),
      at('2026-11-22T15:59:00Z', [D1, D7]),
      at('2026-11-22T16:00:00Z', [D7]),
    ];
    expect(revisionLines({ made, zone }, 'day', 'en', POSTED)).toEqual([
      'Revised 11:40: D1 28.5% → 28.9% (new users)',
      'Revised 23:59: D1 28.5% → 28.9% (new users), D7 — → 10.0% (active users)',
      'Revised Mon, Nov 23, 00:00: D7 — → 10.0% (active users)',
    ]);
    expect(
      revisionLines({ made, zone: 'America/Los_Angeles' }, 'day', 'en', POSTED).at(0),
    ).toContain('Revised 19:40:');
  });

  it('names the zone where nothing else in the digest does', () => {
    const made = [at('2026-11-22T03:40:00Z', [D1])];
    expect(revisionLines({ made, zone }, 'day', 'en', undefined)).toEqual([
      'Revised Sun, Nov 22, 11:40 Asia/Shanghai: D1 28.5% → 28.9% (new users)',
    ]);
  });

  it('without changes is the arrival of what was missing', () => {
    const made = [at('2026-11-22T11:30:00Z')];
    expect(revisionLines({ made, zone }, 'day', 'en', POSTED)).toEqual([
      "Completed 19:30: WeChat's figures arrived.",
    ]);
    expect(revisionLines({ made, zone }, 'day', 'zh-CN', POSTED)).toEqual([
      '19:30 补全：微信的数据已到。',
    ]);
  });

  it('is told in Chinese with Chinese offsets', () => {
    const made = [at('2026-11-23T03:40:00Z', [D1, D7])];
    expect(revisionLines({ made, zone }, 'day', 'zh-CN', POSTED)).toEqual([
      '11月23日周一 11:40 修订：新增用户次日 28.5% → 28.9%，活跃用户7日 — → 10.0%',
    ]);
  });

  it('of many is one of the newest five; how many came before is said', () => {
    const made = [1, 2, 3, 4, 5, 6, 7].map((hour) => at(`2026-11-22T0${hour}:40:00Z`, [D1]));
    const lines = revisionLines({ made, zone }, 'day', 'en', POSTED);
    expect(lines[0]).toBe('… 2 earlier');
    expect(lines).toHaveLength(6);
    expect(lines.at(-1)).toContain('15:40');
  });
});
