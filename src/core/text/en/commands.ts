/** English: what the bot says when it is spoken to. */
export const commands = {
  helpTitle: 'Retention bot',
  helpHeading: 'Commands',
  help: [
    '`/retention daily`, `weekly` or `monthly` — the newest figures of your Mini Program',
    '`/retention weekly <app>` — of one app, by name or appid',
    '`/retention daily new` or `active` — new users or all active users alone',
    '`/retention apps` — the apps this bot knows',
    '`/retention subscribe` / `unsubscribe` — post the scheduled digests here, or stop',
    '`/retention help` — this text',
  ],
  helpSummary: 'Type /retention daily, weekly or monthly; add an app, and new or active.',
  unknownTitle: 'That is not a command',
  unknown: (p: { word: string }) => `“${p.word}” is neither a command nor an app I know.`,
  appsTitle: 'Mini Programs',
  appsSummary: (p: { count: string }) => `Configured Mini Programs: ${p.count}.`,
  app: (p: { name: string; appid: string }) =>
    p.name === p.appid ? p.name : `${p.name} (${p.appid})`,
  noDataTitle: 'No data yet',
  noData: (p: { app: string }) =>
    `Nothing of ${p.app} has been collected yet. WeChat has a day's figures after 09:00 Beijing time; try again then.`,
  failedTitle: 'Could not answer',
  subscribedTitle: 'Subscribed',
  subscribed: 'Scheduled digests will be posted here.',
  unsubscribedTitle: 'Unsubscribed',
  unsubscribed: 'Scheduled digests will no longer be posted here.',
  fixedTitle: 'Set in the configuration',
  fixed: 'This channel is set in the configuration file; change it there.',
  welcomeTitle: 'Retention bot is here',
  welcome: (p: { next: string }) =>
    `It posts the retention of your Mini Programs. Next digest: ${p.next}. Type /retention help to see what it answers.`,
  welcomeUnscheduled:
    'It answers about the retention of your Mini Programs; no schedule posts digests here. Type /retention help to see what it answers.',
  greetTitle: 'Hello',
  greet:
    'I report the retention of WeChat Mini Programs. Type “retention daily” for the newest figures, or “retention subscribe” to get the scheduled digests here.',
  working: 'Looking it up…',
  operatorsTitle: 'Retention bot: something needs a person',
  explained: (p: { message: string; hint: string }) => `${p.message} ${p.hint}`,
};
