/** English: what operators are told when something doesn't come, and when it comes again. */
export const notices = {
  began: {
    late: 'WeChat is late',
    silent: 'No figures for two days',
    channel: 'A channel takes no messages',
  },
  ended: {
    late: 'WeChat’s figures are there',
    silent: 'Figures come again',
    channel: 'A channel takes messages again',
  },
  late: (p: { day: string; count: string; apps: string }) =>
    `WeChat has no figures of ${p.day} for ${p.count === '1' ? '1 app' : `${p.count} apps`} yet: ${p.apps}. Nothing is alerted from what is missing. They are asked for again, and you hear when they are there.`,
  silent: (p: { count: string; apps: string }) =>
    `WeChat has told nothing new for two days of ${p.count === '1' ? '1 app' : `${p.count} apps`}: ${p.apps}. \`retention doctor\` says what can be mended; you hear when figures come again.`,
  there: (p: { count: string; apps: string }) =>
    `WeChat’s newest figures are there again for ${p.count === '1' ? '1 app' : `${p.count} apps`}: ${p.apps}.`,
  takes: (p: { channels: string }) => `Messages are taken again by ${p.channels}.`,
  runFailed: (p: { run: string; at: string; why: string }) =>
    `A run failed: ${p.run}, due ${p.at}. ${p.why} It is tried again.`,
  collection: (p: { grain: 'day' | 'week' | 'month' }) =>
    `Collection of ${{ day: 'daily', week: 'weekly', month: 'monthly' }[p.grain]} figures`,
  missedTitle: 'Digests were missed',
  missed: (p: { count: string }) =>
    `${p.count === '1' ? '1 digest' : `${p.count} digests`} came due while no process of the bot was running, and will not be posted. A command such as \`/retention daily 2026-11-20\` shows the figures.`,
  missedHeading: 'Not posted',
  missedOf: (p: { entry: string; count: string; first: string; last: string }) =>
    p.count === '1'
      ? `${p.entry}: the one of ${p.first}`
      : `${p.entry}: ${p.count}, from ${p.first} to ${p.last}`,
  madeUp: (p: { line: string; count: string; first: string; last: string }) =>
    p.first === p.last
      ? `${p.line}; the one of ${p.first} is posted now`
      : `${p.line}; ${p.count}, from ${p.first} to ${p.last}, are posted now`,
  more: (p: { count: string }) => (p.count === '1' ? '1 more' : `${p.count} more`),
};
