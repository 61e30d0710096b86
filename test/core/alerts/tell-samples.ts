/** An alert as the bot makes it: a simulated app, judged morning by morning. */
import type { AlertMemory } from '../../../src/core/alerts/alert.ts';
import { decide } from '../../../src/core/alerts/decide.ts';
import { judge } from '../../../src/core/alerts/judge.ts';
import { type AlertMessage, messagesOf } from '../../../src/core/alerts/message.ts';
import type { AlertContext } from '../../../src/core/alerts/tell.ts';
import { NO_CALENDAR } from '../../../src/core/calendar.ts';
import type { Triangle } from '../../../src/core/cohort.ts';
import { addDays, matureOffsets, newestExpected, periodOf } from '../../../src/core/period.ts';

export const APP = 'wx1234567890abcdef';
const FELL = '2026-10-05';

export interface Life {
  readonly messages: readonly AlertMessage[];
  readonly ctx: AlertContext;
}

interface Fall {
  readonly drop: number;
  /** As many times as many new users. */
  readonly volume: number;
}

/**
 * Thirty days of a fall of the new users' rates, with the mornings before and after it; in a campaign
 * they are four times as many and come back half as often.
 */
export function lifeOf(
  options: { other?: boolean; until?: string; isCampaign?: boolean } = {},
): Life {
  const { other = false, until = '2026-11-12', isCampaign = false } = options;
  const fall: Fall = isCampaign ? { drop: 0.5, volume: 4 } : { drop: 0.2, volume: 1 };
  const apps = other ? [APP, 'wxother'] : [APP];
  const memories = new Map<string, AlertMemory>();
  const messages: AlertMessage[] = [];
  for (let day = '2026-10-03'; day <= until; day = addDays(day, 1)) {
    const at = new Date(`${day}T01:30:00Z`);
    const judged = apps.map((app) => {
      const triangle = triangleOf(day, fall);
      const memory = memories.get(app);
      const none: Triangle = new Map();
      return {
        memory,
        judged: judge({
          app,
          triangles: { day: triangle, week: none, month: none },
          newest: {
            day: newestExpected('day', at),
            week: newestExpected('week', at),
            month: newestExpected('month', at),
          },
          calendar: NO_CALENDAR,
          memory,
        }),
      };
    });
    const decided = decide({ at, settings: { sensitivity: 'normal', rules: [] }, apps: judged });
    const run = messagesOf(
      at.toISOString(),
      decided.map((one, index) => ({ ...one, app: apps[index] ?? '', readers: 'all' })),
    );
    for (const [index, memory] of run.memories.entries()) memories.set(apps[index] ?? '', memory);
    messages.push(...run.messages);
  }
  return { messages, ctx: contextOf(memories, triangleOf(until, fall)) };
}

function contextOf(memories: ReadonlyMap<string, AlertMemory>, triangle: Triangle): AlertContext {
  const numbers = new Map<string, number>();
  return {
    locale: 'en',
    simulated: false,
    zone: 'Asia/Shanghai',
    calendar: NO_CALENDAR,
    app: (app) => (app === APP ? 'Corner Shop' : 'Tea House'),
    number: (finding) => {
      numbers.set(finding, numbers.get(finding) ?? numbers.size + 3);
      return numbers.get(finding);
    },
    triangle: (_, grain) => (grain === 'day' ? triangle : new Map()),
    memory: (app) => memories.get(app),
    votes: { told: 12, notUseful: 3 },
    isTest: false,
  };
}

/** 3,000 new users a day whose rates sway by a hundredth, as known on a morning. */
function triangleOf(morning: string, { drop, volume }: Fall): Triangle {
  const newest = periodOf('day', addDays(morning, -1));
  const cohorts = Array.from({ length: 180 }, (_, back) => {
    const period = periodOf('day', addDays(newest.last, -back));
    const isFallen = period.first >= FELL && period.first < addDays(FELL, 30);
    const [fell, times] = isFallen ? [1 - drop, volume] : [1, 1];
    const seed = Number(period.first.replaceAll('-', ''));
    const counts = (size: number, level: number, decay: number, factor: number) =>
      new Map(
        matureOffsets(period, newest).map((offset) => {
          if (offset === 0) return [0, size] as const;
          const sway = 1 + 0.03 * Math.sin(seed * 12.9898 + offset * 78.233);
          return [offset, Math.round(size * level * offset ** -decay * factor * sway)] as const;
        }),
      );
    const fresh = counts(3000 * times, 0.3, 0.5, fell);
    const usual = counts(3000, 0.3, 0.5, 1);
    const active = counts(12000, 0.42, 0.25, 1);
    // A campaign brings new users, and the others come as ever.
    const more = (offset: number) => (fresh.get(offset) ?? 0) - (usual.get(offset) ?? 0);
    const all = new Map([...active].map(([offset, people]) => [offset, people + more(offset)]));
    return [
      period.first,
      { period, counts: { new: fresh, active: times > 1 ? all : active } },
    ] as const;
  });
  return new Map(cohorts);
}
