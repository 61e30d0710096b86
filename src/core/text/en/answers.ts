/** English: answers about figures, and the buttons below them. */
export const answers = {
  actions: {
    grains: { day: 'Daily', week: 'Weekly', month: 'Monthly' },
    segments: { both: 'New and active', new: 'New', active: 'Active' },
    share: 'Share to channel',
    subscribe: 'Subscribe…',
  },
  nothingOf: (p: { app: string; period: string }) =>
    `There are no figures of ${p.app} for ${p.period}: WeChat gave none. Try a later date.`,
  notYet: (p: { app: string; period: string }) =>
    `The figures of ${p.app} for ${p.period} are not there yet. WeChat usually has them after 09:00 Beijing time; try again then.`,

  contrast: {
    verdict: {
      higher: 'higher',
      lower: 'lower',
      'no clear difference': 'no clear difference',
      'too few users': 'too few users',
      'no cohort': 'no cohort',
    },
    title: (p: { one: string; other: string; grain: 'day' | 'week' | 'month'; period: string }) =>
      `${p.one} and ${p.other} · ${{ day: 'Daily', week: 'Weekly', month: 'Monthly' }[p.grain]} retention · ${p.period}`,
    periodsTitle: (p: { app: string; one: string; other: string }) =>
      `${p.app} · ${p.one} and ${p.other}`,
    summary: (p: { one: string; other: string; finding: string; numbers: string }) =>
      `${p.one} against ${p.other}: ${p.finding}. ${p.numbers}.`,
    ofApp: (p: { app: string; name: string }) => `${p.app}, ${p.name}`,
    moved: (p: {
      segment: 'new' | 'active';
      label: string;
      direction: 'higher' | 'lower';
      points: string;
    }) => `${p.label} of ${p.segment} users ${p.direction} by ${p.points} pp`,
    unjudged: 'too little to judge a difference by',
    numbers: (p: { segment: 'new' | 'active'; figures: string }) =>
      `${p.segment === 'new' ? 'New' : 'Active'} users: ${p.figures}`,
    pair: (p: { label: string; one: string; other: string }) =>
      `${p.label} ${p.one} and ${p.other}`,
    sizes: (p: { one: string; size: string; other: string; otherSize: string }) =>
      `${p.one}: ${p.size} · ${p.other}: ${p.otherSize}`,
    basis: (p: { retained: string; size: string; other: string; rate: string; rest: string }) =>
      `${p.retained} of ${p.size} · ${p.other}: ${p.rate}, ${p.rest}`,
    part: (p: { retained: string; size: string }) => `${p.retained} of ${p.size}`,
    cohort: (p: { basis: string; cohort: string }) => `${p.basis} · users of ${p.cohort}`,
    missing: (p: { name: string }) => `no figure of ${p.name}`,
    every: (p: { segment: string }) => `Every offset, ${p.segment.toLowerCase()}`,
    offset: 'Offset',
    difference: 'Difference (pp)',
    verdictColumn: 'Verdict',
    chartTitle: (p: { segment: string }) => `Retention of ${p.segment.toLowerCase()}, compared`,
    chartAlt: (p: {
      title: string;
      one: string;
      figures: string;
      other: string;
      otherFigures: string;
    }) => `Line chart. ${p.title}. ${p.one}: ${p.figures}; ${p.other}: ${p.otherFigures}.`,
    footer:
      'Source: WeChat visit retention, counted on Beijing days. Differences are in percentage points, with a 95% interval.',
    weekdays: 'The two are different weekdays, which alone may make a difference.',
    lacking: (p: { segment: string; labels: string }) =>
      `${p.segment}: ${p.labels} cannot be compared; WeChat’s figures are missing or contradict each other.`,
    nothing: (p: { one: string; other: string }) =>
      `${p.one} and ${p.other} have no rate in common yet, so there is nothing to compare.`,
  },

  trend: {
    title: (p: { app: string; label: string; period: string }) =>
      `${p.app} · ${p.label} trend · up to ${p.period}`,
    heading: (p: { segment: string; label: string }) => `${p.segment}, ${p.label}`,
    size: (p: { count: string; from: string; to: string }) =>
      p.count === '1' ? `1 cohort, ${p.to}` : `${p.count} cohorts, ${p.from} to ${p.to}`,
    range: 'Range',
    lowest: (p: { rate: string; cohort: string }) => `Lowest: ${p.rate}, users of ${p.cohort}`,
    highest: (p: { rate: string; cohort: string }) => `Highest: ${p.rate}, users of ${p.cohort}`,
    median: (p: { rate: string }) => `Median: ${p.rate}`,
    summary: (p: {
      app: string;
      label: string;
      segment: 'new' | 'active';
      rate: string;
      cohort: string;
      finding: string;
      low: string;
      high: string;
      count: string;
    }) =>
      `${p.app}: ${p.label} of ${p.segment} users is ${p.rate} for those of ${p.cohort} (${p.finding}); ${
        p.count === '1'
          ? 'no other cohort is known'
          : `of ${p.count} cohorts the lowest is ${p.low}, the highest ${p.high}`
      }.`,
    moved: (p: { verdict: string; points: string; against: string }) =>
      `${p.verdict} ${p.points} pp against ${p.against}`,
    short: (p: { count: string; wanted: string }) =>
      `${p.wanted} cohorts were asked for; ${p.count} ${p.count === '1' ? 'is' : 'are'} known.`,
    gaps: (p: { cohorts: string }) =>
      `No rate for ${p.cohorts}: WeChat’s figures are missing or contradict each other.`,
    nothing: (p: { app: string; label: string }) =>
      `No ${p.label} of ${p.app} is known for these cohorts, so there is no trend to show.`,
  },

  cohorts: {
    title: (p: { app: string; grain: 'day' | 'week' | 'month'; period: string }) =>
      `${p.app} · ${{ day: 'Daily', week: 'Weekly', month: 'Monthly' }[p.grain]} cohorts · up to ${p.period}`,
    heading: (p: { segment: string }) => `${p.segment} by cohort`,
    cohort: 'Cohort',
    size: 'Users',
    summary: (p: { app: string; count: string; segment: 'new' | 'active'; ranges: string }) =>
      `${p.app}, ${p.count} ${p.count === '1' ? 'cohort' : 'cohorts'} of ${p.segment} users: ${p.ranges}.`,
    footer:
      'Source: WeChat visit retention, counted on Beijing days. A dash: not mature yet, or missing.',
  },

  shareTitle: 'Shared',
  shared: 'It stands in the channel now.',
  alreadyShared: 'It stands in the channel already.',
  sharing: 'It is being shared already.',
  notSharedTitle: 'Not shared',
  notShared: 'It could not be posted now. Try again later.',
};
