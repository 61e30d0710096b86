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
  more: (p: { count: string }) => (p.count === '1' ? '1 more' : `${p.count} more`),
};
