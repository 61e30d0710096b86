/** English: what an alert says. */
type Segment = 'new' | 'active';

export const alerts = {
  people: { new: 'new users', active: 'active users' },
  figure: (p: { label: string; rate: string; range: string }) =>
    `${p.label} ${p.rate}, expected ${p.range}`,
  of: (p: { segment: Segment; app: string }) =>
    `${p.segment === 'new' ? 'new' : 'active'} users of ${p.app}`,
  title: (p: { who: string; figure: string; isOver: boolean }) =>
    `${capital(p.who)} ${p.isOver ? 'came' : 'come'} back less: ${p.figure}`,
  titleRule: (p: { who: string; figure: string }) => `${capital(p.who)}: ${p.figure}`,
  belowLimit: (p: { label: string; rate: string; limit: string }) =>
    `${p.label} ${p.rate}, below the limit of ${p.limit}`,
  dropLimit: (p: { label: string; rate: string; share: string; limit: string }) =>
    `${p.label} ${p.rate}, ${p.share} below its usual level (limit ${p.limit})`,
  titleMany: (p: { who: string; count: string; deepest: string; isOver: boolean }) =>
    `Users of ${p.who} ${p.isOver ? 'came' : 'come'} back less: ${p.count} falls, the deepest ${p.deepest}`,
  titleBoth: (p: { app: string; figure: string; isOver: boolean }) =>
    `New and active users of ${p.app} ${p.isOver ? 'came' : 'come'} back less: ${p.figure}`,
  leading: (p: { segment: Segment; figure: string }) =>
    `${p.figure} (${p.segment === 'new' ? 'new' : 'active'} users)`,
  summary: (p: {
    who: string;
    label: string;
    distance: string;
    share: string;
    isBelow: boolean;
    isRule: boolean;
    isOver: boolean;
    rate: string;
    size: string;
    range: string;
    since: string;
  }) =>
    `${p.label} of ${p.who} ${p.isOver ? 'was' : 'is'} ${p.distance} pp (${p.share}) ${p.isBelow ? 'below' : 'above'} what is usual, since ${p.since}: ${p.rate} of ${p.size} users came back, expected ${p.range}.${p.isRule ? '' : ' That is beyond chance.'}`,
  summaryMany: (p: { since: string; list: string }) =>
    `Fewer came back than expected, beyond chance, since ${p.since}: ${p.list}.`,
  summaryItem: (p: { who: string; label: string; rate: string; relative: string }) =>
    `${p.who}, ${p.label} ${p.rate} (${p.relative})`,
  summaryStop: '; ',
  more: (p: { count: string }) => `${p.count} more`,
  since: (p: { size: string; day: string }) => `${p.size} users since ${p.day}`,
  basis: (p: { retained: string; size: string; span: string }) =>
    `${p.retained} of ${p.size} · ${p.span}`,
  span: (p: { from: string; to: string }) => (p.from === p.to ? p.from : `${p.from} to ${p.to}`),
  change: (p: { points: string; relative: string }) => `${p.points} pp (${p.relative})`,
  expected: (p: { expected: string; range: string }) =>
    `expected ${p.expected}, 95% between ${p.range}`,
  verdict: {
    below: 'below the expected range',
    within: 'low, but within the expected range alone',
    back: 'within the expected range',
    above: 'above the expected range',
  },
  also: (p: { list: string }) => `Also lower: ${p.list}.`,
  context: 'What is known',
  depth: (p: {
    depth: string;
    least: string;
    most: string;
    people: string;
    series: string | null;
  }) =>
    `The fall is ${p.depth}${p.series === null ? ', from all retention days together' : ` at ${p.series}`}: with 95% certainty between ${p.least} and ${p.most}, over ${p.people} users.`,
  onlySegment: (p: { other: Segment }) =>
    `${p.other === 'new' ? 'New' : 'Active'} users: no fall beyond chance.`,
  otherToo: (p: { other: Segment; number: string | null }) =>
    `${p.other === 'new' ? 'New' : 'Active'} users are down as well${p.number === null ? '' : `: alert #${p.number}`}.`,
  lowest: (p: { label: string; days: string; known: string; before: string; cohort: string }) =>
    `The lowest ${p.label} in ${p.days} days: the lowest of ${p.known} before was ${p.before} (${p.cohort}).`,
  asLow: (p: { label: string; days: string; known: string; count: string }) =>
    `As low before: ${p.count} of the ${p.known} known ${p.label} in the ${p.days} days before.`,
  next: 'What to do',
  check: (p: { day: string; segments: readonly Segment[] }) =>
    `Look for what changed around ${p.day}: releases, faults, ${p.segments.includes('new') ? 'campaigns, where new users come from' : 'notifications, content'}.`,
  ends: (p: { days: string }) =>
    `If the reason is known, nothing: it ends by itself once the newest days are about as usual on two mornings in a row, and clearly nearer to that than to the fall. After ${p.days} days it is the new normal.`,
  endsRule:
    'If the reason is known, nothing: it ends by itself once the newest figure keeps the rule on two mornings in a row.',
  votes: (p: { told: string; notUseful: string }) =>
    `${p.notUseful} of ${p.told} alerts here were marked not useful.`,
  byRule: (p: { rule: string }) => `Found by a rule of the configuration: ${p.rule}.`,
  rule: (p: { what: string; below: string | null; drop: string | null }) =>
    [
      p.below === null ? '' : `${p.what} below ${p.below}`,
      p.drop === null ? '' : `${p.what} ${p.drop} or more below its usual level`,
    ]
      .filter((part) => part)
      .join(' or '),
  anyRate: 'any rate',
  table: {
    heading: 'What fell',
    alert: 'Alert',
    rate: 'Rate',
    change: 'Change',
    expected: 'Expected',
    users: 'Users',
    since: 'Since',
  },
  tableChange: (p: { points: string; relative: string }) => `${p.points} pp (${p.relative})`,
  named: (p: { number: string | null; app: string | null; segment: Segment }) =>
    `${p.number === null ? '' : `#${p.number} · `}${p.app === null ? `${p.segment} users` : `${p.app}, ${p.segment}`}`,
  mix: 'Mix and volume',
  chartTitle: (p: { label: string; segment: string }) =>
    `${p.label} of ${p.segment.toLowerCase()}, against what is usual`,
  chartAlt: (p: {
    title: string;
    app: string;
    from: string;
    to: string;
    figure: string;
    since: string;
  }) =>
    `Line chart. ${p.app}, ${p.title}, ${p.from} to ${p.to}. ${p.figure}, since ${p.since}; these days are marked.`,
  band: 'Expected range',
  below: 'Below the expected range',
  overAlt: (p: { title: string; app: string; from: string; to: string; figure: string }) =>
    `Line chart. ${p.app}, ${p.title}, ${p.from} to ${p.to}. ${p.figure} in the newest days; days below the range are marked.`,
  marked: (p: { since: string }) => `Fallen, since ${p.since}`,
  footer:
    'Source: WeChat visit retention, counted on Beijing days. Judged against days of the same kind in the eight weeks before; 95% of such rates lie in the expected range while nothing has changed.',
  asOf: (p: { moment: string }) => `As of ${p.moment}.`,
  test: 'A test: this is what would have been told.',
  mute: (p: { number: string | null }) =>
    `Mute ${p.number === null ? '' : `#${p.number} for `}7 days`,
  details: (p: { number: string | null }) =>
    `Details${p.number === null ? '' : ` of #${p.number}`}`,
  notUseful: (p: { number: string | null }) =>
    `${p.number === null ? 'Not useful' : `#${p.number} not useful`}`,
  after: {
    worse: (p: { who: string; figure: string | null }) =>
      `Worse: ${p.who}${p.figure === null ? '' : `, ${p.figure}`}`,
    over: (p: { who: string }) => `Over: ${p.who}`,
    back: (p: { who: string; figure: string | null }) =>
      `Recovered: ${p.who}${p.figure === null ? '' : `, ${p.figure}`}`,
    'new-normal': (p: { who: string; figure: string | null }) =>
      `New normal: ${p.who}${p.figure === null ? '' : `, ${p.figure}`}`,
    revised: (p: { who: string; figure: string | null }) =>
      `Retracted: ${p.who} did not come back less${p.figure === null ? '' : `, ${p.figure}`}`,
    said: (p: { who: string; sentence: string }) => `${capital(p.who)}: ${p.sentence}`,
    heading: (p: { app: string; people: string }) => `${p.people} · ${p.app}`,
    worseBy: (p: { depth: string; before: string | null }) =>
      p.before === null
        ? `Now ${p.depth} below what is usual.`
        : `Now ${p.depth} below what is usual; it was ${p.before} when it was first told.`,
    backAfter: (p: { days: string; from: string; depth: string }) =>
      `About as usual again. The fall was ${p.depth} deep, began with the users of ${p.from}, and was told ${p.days === '1' ? '1 day' : `${p.days} days`} ago.`,
    normalSince: (p: { since: string; depth: string }) =>
      `The level since ${p.since} has lasted six weeks, ${p.depth} below the old one. From now on it is what the bot expects, and the alert ends.`,
    revisedBy: (p: { list: string }) =>
      p.list === ''
        ? 'WeChat has revised its figures, and by those of now there was no fall to tell of.'
        : `WeChat has revised its figures: ${p.list}. By these there was no fall to tell of.`,
    revisedFigure: (p: { label: string; cohort: string; from: string; to: string }) =>
      `${p.label} of ${p.cohort} ${p.from} → ${p.to}`,
  },
  now: {
    worse: (p: State) => `Worse since ${p.moment}${ofWhom(p)}`,
    back: (p: State) => `Recovered ${p.moment}${ofWhom(p)}`,
    'new-normal': (p: State) => `New normal as of ${p.moment}${ofWhom(p)}`,
    revised: (p: State) => `Retracted ${p.moment}, as WeChat revised its figures${ofWhom(p)}`,
    heading: 'Since then',
    title: {
      worse: (p: { title: string }) => `Worse · ${p.title}`,
      back: (p: { title: string }) => `Recovered · ${p.title}`,
      'new-normal': (p: { title: string }) => `New normal · ${p.title}`,
      revised: (p: { title: string }) => `Retracted · ${p.title}`,
    },
  },
  detail: {
    title: (p: { number: string | null; who: string }) =>
      `${p.number === null ? 'Alert' : `Alert #${p.number}`}: ${p.who}`,
    summary: (p: { moment: string; depth: string; since: string }) =>
      `Found ${p.moment}: ${p.depth} below what is usual, since ${p.since}.`,
    heading: 'What was judged',
    figure: 'Figure',
    users: 'Users',
    rate: 'Rate',
    expected: 'Expected',
    around: (p: { expected: string; range: string }) => `${p.expected} (${p.range})`,
    score: 'Score',
    how: 'How it was judged',
    score1:
      'The score counts standard deviations from what is expected, below zero for a fall. Several figures together are far surer than each alone.',
    spread: (p: { label: string; phi: string }) =>
      `${p.label} varies ${p.phi} times as much as chance alone would make it (variance, from its own last eight weeks); the ranges are wider accordingly.`,
    chanceOnly: (p: { label: string }) => `${p.label} varies no more than chance makes it.`,
    baseline: (p: { label: string; cohorts: string; people: string; from: string; to: string }) =>
      `What is usual of ${p.label} rests on ${p.cohorts} cohorts of the same kind of days, ${p.from} to ${p.to}, ${p.people} users.`,
    newNormal: (p: { since: string }) =>
      `The level before it is the one that is normal since ${p.since}.`,
    usualRule: 'Found by the bot’s own watch, not by a rule of the configuration.',
    earlier: (p: { count: string }) => `… ${p.count} more judged figures`,
    trend: (p: { label: string }) => `${p.label} over time`,
    all: 'All cohorts',
  },
};

interface State {
  moment: string;
  /** Null where the message is of nobody else. */
  who: string | null;
}

function ofWhom({ who }: State): string {
  return who === null ? '' : `: ${who}`;
}

function capital(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`;
}
