/** English: what a chart says. */
export const chart = {
  curveTitle: (p: { segment: string }) => `Retention of ${p.segment.toLowerCase()}`,
  trendTitle: (p: { label: string; segment: string }) =>
    `${p.label} retention of ${p.segment.toLowerCase()}`,
  now: (p: { period: string }) => `As of ${p.period}`,
  before: { day: 'A week earlier', week: 'A week earlier', month: 'A month earlier' },
  curveAlt: (p: { title: string; app: string; figures: string; before: string }) =>
    `Line chart. ${p.app}, ${p.title}: ${p.figures}; ${p.before}`,
  trendAlt: (p: {
    title: string;
    app: string;
    from: string;
    to: string;
    low: string;
    high: string;
  }) =>
    `Line chart. ${p.app}, ${p.title}: from ${p.from} to ${p.to}; lowest ${p.low}, highest ${p.high}.`,
  point: (p: { label: string; rate: string }) => `${p.label} ${p.rate}`,
  beforeFigures: (p: { name: string; figures: string }) => `${p.name.toLowerCase()}: ${p.figures}.`,
  heatTitle: (p: { segment: string }) => `Retention of ${p.segment.toLowerCase()} by cohort`,
  heatAlt: (p: { title: string; app: string; count: string; ranges: string }) =>
    `Heat map. ${p.app}, ${p.title}, ${p.count} ${p.count === '1' ? 'cohort' : 'cohorts'}: ${p.ranges}.`,
  heatRange: (p: { label: string; newest: string; low: string; high: string }) =>
    `${p.label} newest ${p.newest}, from ${p.low} to ${p.high}`,
  heatKey: 'Darker is higher, within each column',
  bandHigh: (p: { name: string }) => `High: ${p.name}`,
  bandLow: (p: { name: string }) => `Low: ${p.name}`,
  marked: (p: { name: string; positions: string }) => `${p.positions}: ${p.name}`,
  nothing: 'nothing to draw yet',
  nothingAlt: (p: { title: string }) => `${p.title}: nothing to draw yet`,
  empty: 'Nothing to draw yet',
};
