/** English: what a digest says. */
export const digest = {
  title: (p: { app: string; grain: 'day' | 'week' | 'month'; period: string }) =>
    `${p.app} · ${{ day: 'Daily', week: 'Weekly', month: 'Monthly' }[p.grain]} retention · ${p.period}`,
  segment: { new: 'New users', active: 'Active users' },
  verdict: {
    up: 'up',
    down: 'down',
    'no clear change': 'no clear change',
    'too few users': 'too few users',
    'no cohort': 'no cohort',
  },
  noComparison: 'no comparison',
  size: (p: { count: string; period: string }) => `${p.count} · ${p.period}`,
  sizeUnknown: (p: { period: string }) => `number not known yet · ${p.period}`,
  basis: (p: { retained: string; size: string; cohort: string }) =>
    `${p.retained} of ${p.size} · ${p.cohort}`,
  basisUnknown: (p: { cohort: string }) => `no figure · ${p.cohort}`,
  change: (p: { points: string; relative: string | null }) =>
    p.relative === null ? `${p.points} pp` : `${p.points} pp (${p.relative})`,
  interval: (p: { interval: string; against: string }) =>
    `95% interval ${p.interval} pp · against ${p.against}`,
  usual: (p: { rate: string; count: string; grain: 'day' | 'week' | 'month' }) =>
    `the usual ${p.rate} (${p.count} ${{ day: 'such days', week: 'weeks', month: 'months' }[p.grain]})`,
  newNormal: (p: { since: string; usual: string }) => `${p.usual}, new normal since ${p.since}`,
  beside: (p: { points: string; interval: string; against: string }) =>
    `${p.points} pp (${p.interval}) against ${p.against}`,
  summary: (p: { app: string; period: string; finding: string; numbers: string }) =>
    `${p.app}, ${p.period}: ${p.finding}. ${p.numbers}.`,
  summaryMoved: (p: {
    segment: 'new' | 'active';
    label: string;
    verdict: string;
    points: string;
  }) => `${p.label} of ${p.segment} users ${p.verdict} ${p.points} pp`,
  summaryMore: (p: { count: string }) => `${p.count} more changed`,
  summaryUnjudged: 'too little to judge a change by',
  summarySegment: (p: { segment: 'new' | 'active'; figures: string }) =>
    `${p.segment === 'new' ? 'New' : 'Active'} users: ${p.figures}`,
  summaryFigure: (p: { label: string; rate: string }) => `${p.label} ${p.rate}`,
  and: '; ',
  comma: ', ',
  /** Between days, which hold commas. */
  cohortComma: '; ',
  ripening: 'Still maturing',
  ripens: (p: { label: string; day: string }) => `${p.label} from ${p.day}`,
  ripeningLine: (p: { cohort: string; list: string }) =>
    `Users of ${p.cohort}: ${p.list}, after 09:00 Beijing time`,
  quality: 'Data quality',
  quiet: 'Complete: no figure is missing, late or contradictory.',
  notReady: (p: { period: string }) =>
    `${p.period} is not ready at WeChat yet, so its figures are missing here.`,
  noAnswer: (p: { cohorts: string }) =>
    `WeChat's figures for ${p.cohorts} are not all there; what rests on them is missing.`,
  noSize: (p: { segment: string; cohorts: string }) =>
    `${p.segment}: WeChat reports returning people but a cohort of zero for ${p.cohorts} (denominator missing), so no rate is shown.`,
  contradiction: (p: { segment: string; cohorts: string }) =>
    `${p.segment}: WeChat reports more returning people than the cohort has for ${p.cohorts}, so no rate is shown.`,
  trendSize: (p: { segment: string; cohorts: string }) =>
    `${p.segment}: WeChat's retention answer lacks the size of ${p.cohorts}; the size is the visit trend's, and rates rest on it.`,
  fewerActiveThanNew: (p: { cohorts: string }) =>
    `WeChat reports fewer active users than new ones, who are among them, for ${p.cohorts}; figures are shown as WeChat gives them.`,
  moreThanCame: (p: { cohorts: string }) =>
    `Active users: WeChat reports more of ${p.cohorts} returning than came at all in the period they returned in; figures are shown as WeChat gives them.`,
  noCalendar: (p: { year: string }) =>
    `The calendar has no data of ${p.year}: figures that rest on its days are judged against the earlier cohort alone, not against what is usual.`,
  failed: (p: { reason: string }) => `Could not collect: ${p.reason}`,
  late: 'Late: WeChat had not computed the newest period by the deadline.',
  delayed: (p: { due: string }) => `Late: this was due ${p.due}.`,
  older: (p: { wanted: string; shown: string }) =>
    `${p.wanted} isn't there yet; this shows ${p.shown}.`,
  revisions: 'Changed since it was posted',
  revised: (p: { when: string; figures: string }) => `Revised ${p.when}: ${p.figures}`,
  revisedFigure: (p: { label: string; from: string; to: string; segment: 'new' | 'active' }) =>
    `${p.label} ${p.from} → ${p.to} (${p.segment} users)`,
  revisedEarlier: (p: { count: string }) => `… ${p.count} earlier`,
  completed: (p: { when: string }) => `Completed ${p.when}: WeChat's figures arrived.`,
  otherApps: (p: { apps: string }) =>
    `Other apps: ${p.apps}. Add a name to the command to see one.`,
  more: (p: { count: string }) => `… ${p.count} more`,
  simulated: 'Simulated data: a demonstration, not a real Mini Program.',
  footer: (p: { grain: 'day' | 'week' | 'month'; isUsualKnown: boolean }) =>
    `Source: WeChat visit retention, counted on Beijing days. ${
      p.isUsualKnown
        ? `Judged against what is usual ${
            {
              day: 'of such days in the last eight weeks',
              week: 'in the last eight such weeks',
              month: 'in the last twelve months',
            }[p.grain]
          }`
        : p.grain === 'day'
          ? 'Days are judged against the same weekday a week earlier'
          : 'Judged against the period before'
    }, with a 95% interval.`,
  schedule: (p: { moment: string }) => `Scheduled for ${p.moment}.`,
  yourTime: (p: { moment: string }) => `Your time: ${p.moment}`,
  current: (p: { label: string }) => `${p.label}, shown now`,
  openChart: 'Open the chart',
  cohorts: (p: { count: string; from: string; to: string }) =>
    `${p.count} cohorts from ${p.from} to ${p.to}`,
};
