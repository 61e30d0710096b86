/** The apps commands are read with, some named to be mistaken for commands. */
import { parseCommand, type Reading } from '../../../src/core/command/index.ts';

export const APPS = [
  { appid: 'wx00aa', name: 'Corner Shop' },
  { appid: 'wx00bb', name: 'Corner Café' },
  { appid: 'wx11cc', name: '晨读时光' },
  { appid: 'wx22dd', name: 'New Arrivals' },
  { appid: 'wx33ee', name: 'Daily Deals' },
  { appid: 'wx44ff', name: 'Reader' },
  { appid: 'wx55aa', name: 'Salt and Pepper' },
  { appid: 'wx66bb', name: 'Paris' },
  { appid: 'wx77cc', name: 'Made in China' },
  { appid: 'wx88dd', name: 'Trend Lab' },
];

/** Tuesday, 11:00 in Beijing; the week is W48. */
export const READING: Reading = { apps: APPS, now: new Date('2026-11-24T03:00:00Z') };

export const parse = (typed: string) => parseCommand(typed, READING);

export const unknown = (word: string, meant?: string) => ({ kind: 'unknown', word, meant });
export const faulty = (kind: string, rest: object = {}) => ({
  kind: 'faulty',
  fault: { kind, ...rest },
});

export const day = (date: string) => ({ grain: 'day', first: date, last: date });
export const week = (first: string, last: string) => ({ grain: 'week', first, last });
export const month = (first: string, last: string) => ({ grain: 'month', first, last });
