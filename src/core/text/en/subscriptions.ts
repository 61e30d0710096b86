/** English: subscriptions, permissions and status. */
type Grain = 'day' | 'week' | 'month';

export const subscriptions = {
  allApps: 'all Mini Programs',
  at: (p: { grain: Grain; at: string; zone: string }) =>
    `${{ day: 'every day', week: 'every Monday', month: 'on the 1st of every month' }[p.grain]} at ${p.at} ${p.zone}`,
  byCron: (p: { cron: string; zone: string }) => `by the cron line \`${p.cron}\`, ${p.zone}`,
  entry: (p: { grain: Grain; apps: string; rhythm: string }) =>
    `${{ day: 'Daily', week: 'Weekly', month: 'Monthly' }[p.grain]} digest of ${p.apps}, ${p.rhythm}`,
  numbered: (p: { number: string; entry: string }) => `#${p.number}: ${p.entry}`,
  next: (p: { entry: string; next: string }) => `${p.entry} · next ${p.next}`,
  gone: (p: { entry: string }) =>
    `${p.entry} · nothing is posted: that Mini Program is no longer configured`,

  added: (p: { entry: string; next: string; period: string; number: string }) =>
    `${p.entry}; first on ${p.next}, with the figures of ${p.period}. Undo: \`unsubscribe ${p.number}\`.`,
  thereTitle: 'Subscribed already',
  there: (p: { entry: string; next: string; number: string }) =>
    `${p.entry}, is subscription #${p.number} already; next on ${p.next}. Undo: \`unsubscribe ${p.number}\`.`,
  once: 'Another schedule or subscription posts the same digest here; each digest goes out once, at whichever time comes first.',
  early: (p: { grain: Grain }) =>
    `At that time WeChat does not have the newest ${p.grain} yet, so the digest is of the one before. It has it after 09:00 Beijing time.`,
  unreached: 'The bot cannot post into this chat, so nothing will arrive here.',
  fullTitle: 'Too many subscriptions',
  full: (p: { most: string }) =>
    `There are ${p.most} subscriptions in this chat, and it takes no more. Remove one first.`,
  wholeAlready: 'Scheduled digests are posted here already.',
  wholeNever: 'Scheduled digests were not posted here.',

  removed: (p: { entry: string }) => `No longer posted here: ${p.entry}.`,
  stillPosted:
    'The same digest still comes here by another subscription, or by the configuration file.',
  stillNumbered: 'What was subscribed one by one stays; remove it by its number.',
  noNumberTitle: 'No such subscription',
  noNumber: (p: { number: string; numbers: string }) =>
    `This chat has no subscription #${p.number}; it has ${p.numbers}.`,
  noneAtAll: (p: { number: string }) =>
    `There is no subscription #${p.number} in this chat, nor any other.`,

  listTitle: 'What is posted here',
  listed: (p: { count: string }) =>
    p.count === '1'
      ? 'One schedule or subscription posts into this chat.'
      : `Schedules and subscriptions that post into this chat: ${p.count}.`,
  nothing:
    'Nothing is posted here yet. Type `subscribe weekly` for a digest every Monday, or `subscribe` for all scheduled digests.',
  numberedHeading: 'Subscriptions of this chat',
  wholeHeading: 'Subscribed as a whole',
  whole: 'Every schedule for all channels; `unsubscribe` ends it',
  configuredHeading: 'Set in the configuration file, and changed only there',
  remove: (p: { number: string }) => `Remove #${p.number}`,

  refusedTitle: 'Not open to you',
  refused: {
    query:
      'Figures are for members of the chats that the bot is in, or for those listed under access in its configuration. Ask in such a chat, or ask whoever runs the bot to let you in.',
    subscribe:
      'What is posted here is changed by members of the chats that the bot is in, or by those listed under access in its configuration. Ask one of them, or whoever runs the bot.',
    mute: 'Alerts are muted by members of the chats that the bot is in, or by those listed under access in its configuration. Ask one of them, or whoever runs the bot.',
  },

  statusTitle: 'Status',
  nextHere: (p: { next: string }) => `Next digest here: ${p.next}.`,
  noneNext: 'No digest is due here.',
  isPaused: 'Posting here is paused.',
  notPaused: 'Nothing keeps the bot from posting here.',
  notRun: (p: { entry: string; next: string }) => `${p.entry} · not run yet · next ${p.next}`,
  hasRun: (p: { entry: string; last: string; next: string }) =>
    `${p.entry} · last ${p.last} · next ${p.next}`,
  isOpen: (p: { entry: string; last: string; next: string }) =>
    `${p.entry} · that of ${p.last} is under way, or waits for WeChat or a chat · next ${p.next}`,
  fails: (p: { line: string; at: string; reason: string }) =>
    `${p.line} · failed on ${p.at}: ${p.reason}`,
  failsSince: (p: { line: string; at: string; reason: string; success: string }) =>
    `${p.line} · last success ${p.success} · failed on ${p.at}: ${p.reason}`,
  collects: (p: { grain: Grain; at: string; zone: string }) =>
    `${{ day: 'Daily', week: 'Weekly', month: 'Monthly' }[p.grain]} collection, ${{ day: 'every day', week: 'every Monday', month: 'on the 1st of every month' }[p.grain]} at ${p.at} ${p.zone}`,
  dataHeading: 'Newest figures',
  data: (p: { app: string; day: string; week: string; month: string }) =>
    `${p.app}: day ${p.day} · week ${p.week} · month ${p.month}`,
  behind: (p: { known: string; wanted: string }) => `${p.known} (${p.wanted} is not there yet)`,
  pausedHeading: 'Posting is paused',
  paused: (p: { chat: string; since: string; reason: string }) =>
    `${p.chat}, since ${p.since}: ${p.reason}`,
  thisChat: 'This chat',
};
