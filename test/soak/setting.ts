/** Where and when the soak takes place: a Monday in June, four apps, and how three of them fall and recover. */
import { addDays, type Grain } from '../../src/core/period.ts';
import { SAMPLE_APPS, type SampleApp } from '../../src/demo/apps.ts';
import type { Drop } from '../doubles/worlds.ts';

/** Day 0, on which history is fetched; day 1 is the first that is lived through. */
export const START = '2026-06-15';
export const dateOf = (day: number) => addDays(START, day);

/**
 * Cohorts that are there at the beginning: no answer, digest or alert reaches further back, so that what is kept of
 * them in memory has its full size from the first day on. A new bot fetches fewer, and fills up within its first year.
 */
export const HISTORY: Readonly<Record<Grain, number>> = { day: 250, week: 40, month: 32 };

export const APPS: readonly SampleApp[] = ['Reader', 'Lotus Store', '晨读时光', 'Corner'].map(
  (name, index) => {
    const sample = SAMPLE_APPS[index % SAMPLE_APPS.length] as SampleApp;
    const { campaign: _, ...habits } = sample.habits;
    return { ...sample, appid: `wx123456789000000${index}`, name, habits };
  },
);

/** By app; the last one is well all the time. */
export const FALLS: readonly (Drop | undefined)[] = [
  { by: 'cohort', share: 0.3, from: dateOf(-3), to: dateOf(9) },
  { by: 'return', share: 0.25, from: dateOf(8), to: dateOf(15) },
  { by: 'cohort', share: 0.35, from: dateOf(14), to: dateOf(22) },
  undefined,
];

export const CHANNELS = ['growth', 'board', 'closed-room', 'operators'];
/** Of WeChat's raw answers, short enough for their number to stop growing within the soak. */
export const RAW_DAYS = 10;
