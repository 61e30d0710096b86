/** English: what moved a rate, slow change, and what is to be expected. */
export const insights = {
  heading: 'Slow change and outlook',
  drift: (p: {
    label: string;
    segment: 'new' | 'active';
    isRise: boolean;
    from: string;
    to: string;
    change: string;
    since: string;
  }) =>
    `${p.label} of ${p.segment} users has ${p.isRise ? 'risen' : 'fallen'} steadily since ${p.since}: from ${p.from} to ${p.to} (${p.change}), by the trend of whole weeks.`,
  projection: (p: {
    late: string;
    early: string;
    segment: 'new' | 'active';
    cohorts: string;
    rate: string;
    low: string;
    high: string;
    weeks: string;
  }) =>
    `${p.late} of ${p.segment} users of ${p.cohorts}, projected from their ${p.early}: ${p.rate} (95% interval ${p.low} to ${p.high}, if they go on as those of the last ${p.weeks} known weeks did). This is no measured figure.`,
  volume: (p: { app: string | null; times: string; now: string; before: string }) =>
    `${of(p.app)}${p.times} times as many new users a day as usual (${p.now} instead of ${p.before})`,
  split: (p: {
    app: string | null;
    label: string;
    total: string;
    mix: string;
    rate: string;
    isMore: boolean;
  }) =>
    `${of(p.app)}${p.label} of active users moved ${p.total} pp: ${p.mix} pp because ${p.isMore ? 'more' : 'fewer'} of them are new (mix), ${p.rate} pp because of how they come back (rate)`,
  returning: (p: { app: string | null; label: string; before: string; after: string }) =>
    `${of(p.app)}${p.label} of users who were there before was ${p.before} and is ${p.after}`,
  loyal: 'This is mix and volume: users who were there before come back as they did.',
  apps: (p: {
    label: string;
    segment: 'new' | 'active';
    total: string;
    mix: string;
    rate: string;
  }) =>
    `${p.label} of ${p.segment} users of these apps together moved ${p.total} pp: ${p.mix} pp because users shifted between apps (mix), ${p.rate} pp because the apps' own rates changed (rate)`,
};

function of(app: string | null): string {
  return app === null ? '' : `${app}: `;
}
