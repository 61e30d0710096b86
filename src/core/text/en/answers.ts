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

  alerts: {
    title: 'Alerts',
    open: (p: { count: string }) =>
      p.count === '1' ? 'One alert is open here.' : `Alerts open here: ${p.count}.`,
    none: 'No alert is open here.',
    openHeading: 'Open',
    finding: (p: { app: string; segment: 'new' | 'active'; since: string }) =>
      `${p.segment === 'new' ? 'New' : 'Active'} users of ${p.app}, since ${p.since}`,
    with: (p: { opening: string; cell: string }) => `${p.opening}: ${p.cell}`,
    withOthers: (p: { opening: string; cell: string; others: string }) =>
      `${p.opening}: ${p.cell}, and ${p.others} more`,
    cell: (p: { label: string; rate: string; low: string; high: string; size: string }) =>
      `${p.label} ${p.rate} of ${p.size} users, expected ${p.low} to ${p.high}`,
    numbered: (p: { number: string; entry: string }) => `#${p.number}: ${p.entry}`,
    mutedUntil: (p: { entry: string; until: string }) => `${p.entry} · muted until ${p.until}`,
    details: (p: { number: string }) => `Details of #${p.number}`,
    ended: (p: { entry: string; at: string; why: string }) =>
      `${p.entry}. Over since ${p.at}: ${p.why}.`,
    endings: {
      fell: 'it ended',
      back: 'the rates are back to what is usual',
      'new-normal': 'the level lasted and is normal now',
      revised: 'WeChat revised the figures it rested on',
    },
    isOpen: (p: { entry: string }) => `${p.entry}. It is still open.`,
    noNumberTitle: 'No such alert',
    noNumber: (p: { number: string; numbers: string }) =>
      `This chat has no alert #${p.number}; open here: ${p.numbers}.`,
    noneAtAll: (p: { number: string }) =>
      `There is no alert #${p.number} in this chat, and none is open here.`,
    over: (p: { number: string }) =>
      `Alert #${p.number} is over already, so there is nothing to mute.`,
    mutedTitle: 'Muted',
    muted: (p: { number: string; until: string }) =>
      `Nothing more is said here about alert #${p.number} until ${p.until}, unless it ends before. Undo: \`unmute ${p.number}\`.`,
    unmutedTitle: 'No longer muted',
    unmuted: (p: { number: string }) => `If alert #${p.number} grows worse, it is said here again.`,
    notMuted: (p: { number: string }) => `Alert #${p.number} was not muted here.`,
    votedTitle: 'Noted',
    useful: (p: { number: string }) => `Alert #${p.number} is noted as useful.`,
    notUseful: (p: { number: string }) =>
      `Alert #${p.number} is noted as not useful. To hear less of it, type \`mute ${p.number} 7d\`.`,
    votes: (p: { notUseful: string; told: string }) =>
      `Marked not useful: ${p.notUseful} of ${p.told} alerts here.`,

    judgedHeading: 'Judged for alerts',
    judged: (p: { app: string }) => `${p.app}: judged every morning`,
    judgedFrom: (p: { app: string; on: string }) =>
      `${p.app}: not judged yet; first judged on ${p.on}`,
    judgedNever: (p: { app: string }) =>
      `${p.app}: not judged yet; it has no history that could be compared with`,
    lacksYear: (p: { year: string }) =>
      `The calendar knows nothing of ${p.year}: days of that year are not judged.`,
    lacksYearFix: 'Install a newer version of the bot, or set another calendar.',

    testTitle: (p: { count: string }) =>
      p.count === '1' ? 'Alerts tested over 1 day' : `Alerts tested over ${p.count} days`,
    usualRules: 'the usual decision and the rules of the configuration',
    rule: (p: { what: string }) => `a rule for ${p.what}`,
    ruleBelow: (p: { series: string; rate: string }) => `${p.series} below ${p.rate}`,
    ruleDrop: (p: { series: string; drop: string }) =>
      `${p.series} down by ${p.drop} of what is usual`,
    everySeries: 'every series',
    everyRate: 'every rate',
    ofSegment: (p: { segment: 'new' | 'active'; label: string }) =>
      `${p.label} of ${p.segment} users`,
    tested: (p: { rule: string; count: string; from: string; to: string }) =>
      `${p.count === '0' ? 'No message' : p.count === '1' ? 'One message' : `${p.count} messages`} from ${p.from} to ${p.to}, by ${p.rule}.`,
    besides: (p: { count: string }) =>
      `Messages of the usual decision in the same time: ${p.count}.`,
    judgedCells: (p: { cells: string; series: string }) =>
      `Rates judged: ${p.cells}, of ${p.series} series.`,
    messagesHeading: 'Messages',
    kinds: { drop: 'fell', worse: 'worse', recovered: 'recovered', retracted: 'retracted' },
    message: (p: { at: string; kind: string; entry: string }) => `${p.at} · ${p.kind}: ${p.entry}`,
    sightHeading: 'What cannot be seen',
    sight: (p: { app: string; segment: 'new' | 'active'; label: string; drop: string }) =>
      `${p.segment} ${p.label} of ${p.app}: a fall smaller than ${p.drop} cannot be seen`,
    blind: (p: { app: string; segment: 'new' | 'active'; label: string }) =>
      `${p.segment} ${p.label} of ${p.app}: cannot be judged`,
    falseAlarms:
      'Of an app whose retention does not change, less than one message a year is chance, measured on simulated apps; a message here is no proof that something happened.',
  },

  shareTitle: 'Shared',
  shared: 'It stands in the channel now.',
  alreadyShared: 'It stands in the channel already.',
  sharing: 'It is being shared already.',
  notSharedTitle: 'Not shared',
  notShared: 'It could not be posted now. Try again later.',
};
