/** WeChat's names for what is asked, by grain, and its form of dates. */
import type { Grain, Period } from '../core/period.ts';

/** `retention` of a cohort, or the visit `trend` of a period, which tells its size. */
export type Subject = 'retention' | 'trend';

export interface Question {
  readonly subject: Subject;
  readonly period: Period;
}

/** Under the API's address. */
export const PATHS: Record<Subject, Record<Grain, string>> = {
  retention: {
    day: '/datacube/getweanalysisappiddailyretaininfo',
    week: '/datacube/getweanalysisappidweeklyretaininfo',
    month: '/datacube/getweanalysisappidmonthlyretaininfo',
  },
  trend: {
    day: '/datacube/getweanalysisappiddailyvisittrend',
    week: '/datacube/getweanalysisappidweeklyvisittrend',
    month: '/datacube/getweanalysisappidmonthlyvisittrend',
  },
};

/** Under `openapi.analysis` of a Cloud call. */
export const METHODS: Record<Subject, Record<Grain, string>> = {
  retention: { day: 'getDailyRetain', week: 'getWeeklyRetain', month: 'getMonthlyRetain' },
  trend: {
    day: 'getDailyVisitTrend',
    week: 'getWeeklyVisitTrend',
    month: 'getMonthlyVisitTrend',
  },
};

/** "20170306" and "20170312". */
export function datesOf({ first, last }: Period): { begin: string; end: string } {
  return { begin: first.replaceAll('-', ''), end: last.replaceAll('-', '') };
}
