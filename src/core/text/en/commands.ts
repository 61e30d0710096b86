/** English: what the bot says when it is spoken to. */
export const commands = {
  helpTitle: 'Retention bot',
  helpHeading: 'Commands',
  help: [
    '`/retention daily`, `weekly` or `monthly` — the newest figures; add an app by name or appid, and `new` or `active`',
    '`/retention daily 2026-11-20`, `weekly 2026-W46`, `monthly 2026-10`, `yesterday`, `last week` — of an earlier period',
    '`/retention compare <app> <app>` — two apps side by side',
    '`/retention compare 2026-W46 2026-W45` — two periods of one app',
    '`/retention trend D7 60d` — one offset over time; `W1 12w` and `M1 6m` as well',
    '`/retention cohorts` — a heat map of cohorts; add `weekly` or `monthly`',
    '`/retention apps` — the apps this bot knows',
    '`/retention subscribe weekly <app> at 09:30 in Asia/Shanghai` — post a digest here; `subscribe` alone posts every scheduled one',
    '`/retention subscriptions`, `unsubscribe 3` — what is posted here, and ending it',
    '`/retention alerts`, `alert 3` — what is open here, and the details of one',
    '`/retention mute 3 7d`, `unmute 3`, `useful 3`, `not useful 3` — silencing an alert, and saying what it was worth',
    '`/retention alerts test new D1 below 20% 60d` — what a rule would have told; `alerts test drop 15%` is against what is usual, `alerts test` tests the alerts as they are',
    '`/retention status` — when digests come, and what stands in their way',
    '`/retention help` — this text',
  ],
  helpSummary:
    'Type /retention daily, weekly or monthly; add an app, a date, and new or active. Compare, trend, cohorts and subscribe are there as well.',
  unknownTitle: 'That is not a command',
  unknown: (p: { word: string }) => `“${p.word}” is neither a command nor an app I know.`,
  meant: (p: { word: string; meant: string }) =>
    `I don’t know “${p.word}”. Did you mean \`${p.meant}\`?`,
  faultTitle: 'Almost',
  faults: {
    noDate: (p: { word: string }) =>
      `There is no date “${p.word}”. Write a day as 2026-11-20, a week as 2026-W46, a month as 2026-10.`,
    notOver: (p: { period: string; day: string }) =>
      `${p.period} is not over yet. WeChat has its figures on ${p.day}, after 09:00 Beijing time.`,
    otherGrain: (p: { word: string; grain: 'day' | 'week' | 'month' }) =>
      `“${p.word}” is not one ${p.grain}. Name a ${p.grain}, such as ${{ day: '2026-11-20', week: '2026-W46', month: '2026-10' }[p.grain]}, or leave the grain out.`,
    whichApp: (p: { word: string; apps: string }) =>
      `“${p.word}” could be ${p.apps}. Write more of the name, or the appid.`,
    others: (p: { count: string }) => (p.count === '1' ? '1 other' : `${p.count} others`),
    compareWhat:
      'Compare two apps (`compare Reader Store`), or two periods of the same length (`compare 2026-W46 2026-W45`).',
    noOffset: (p: { word: string; offsets: string }) =>
      `WeChat has no ${p.word}. It has ${p.offsets}.`,
    noLength: (p: { word: string; most: string }) =>
      `A trend can’t be “${p.word}” long. Write \`60d\` for days, \`12w\` for weekly or \`6m\` for monthly figures; here at most ${p.most}.`,
    noTime: (p: { word: string }) =>
      `“${p.word}” is not a time of day. Write it as 09:30 or 21:00.`,
    noZone: (p: { word: string }) =>
      `I know no time zone “${p.word}”. Write it as Asia/Shanghai or Europe/Paris.`,
    zoneMeant: (p: { word: string; meant: string }) =>
      `I know no time zone “${p.word}”. Did you mean ${p.meant}?`,
    noGrain: 'Say how often: `subscribe daily`, `subscribe weekly` or `subscribe monthly`.',
    noNumber: (p: { word: string }) =>
      `“${p.word}” is not a number of the list. \`subscriptions\` and \`alerts\` show the numbers.`,
    whichNumber: 'Say which one, by its number. `subscriptions` and `alerts` show the numbers.',
    noDays: (p: { most: string }) =>
      `Say for how long, such as \`mute 3 7d\` or \`mute 3 1w\`: at most ${p.most} days.`,
    noShare: (p: { word: string }) =>
      `“${p.word}” says no share. Write \`below 20%\` for a rate, or \`drop 15%\` for a fall against what is usual.`,
    noSpan: (p: { word: string; most: string }) =>
      `Alerts can’t be tested over “${p.word}”. Write \`30d\` or \`8w\`: at most ${p.most} days.`,
  },
  appsTitle: 'Mini Programs',
  appsSummary: (p: { count: string }) => `Configured Mini Programs: ${p.count}.`,
  app: (p: { name: string; appid: string }) =>
    p.name === p.appid ? p.name : `${p.name} (${p.appid})`,
  noDataTitle: 'No data',
  noData: (p: { app: string }) =>
    `Nothing of ${p.app} has been collected yet. WeChat has a day's figures after 09:00 Beijing time; try again then.`,
  failedTitle: 'Could not answer',
  limitedTitle: 'One moment, please',
  limited: (p: { most: string; seconds: number }) =>
    `You have sent more commands than I answer: up to ${p.most} a minute. Nothing was done with this one; send it again in ${p.seconds === 1 ? 'a second' : `${p.seconds} seconds`}.`,
  subscribedTitle: 'Subscribed',
  subscribed: 'Scheduled digests will be posted here.',
  unsubscribedTitle: 'Unsubscribed',
  unsubscribed: 'Scheduled digests will no longer be posted here.',
  fixedTitle: 'Set in the configuration',
  fixed: 'This channel is set in the configuration file; change it there.',
  welcomeTitle: 'Retention bot is here',
  welcomeHeard: {
    welcome: (p: { next: string }) =>
      `It posts the retention of your Mini Programs. Next digest: ${p.next}. Type /retention help to see what it answers.`,
    unscheduled:
      'It answers about the retention of your Mini Programs; no schedule posts digests here. Type /retention help to see what it answers.',
  },
  welcomeDeaf: {
    welcome: (p: { next: string }) =>
      `It posts the retention of your Mini Programs here. Next digest: ${p.next}.`,
    unscheduled: 'It can post the retention of your Mini Programs here; so far no schedule does.',
  },
  greetTitle: 'Hello',
  greet: (p: { chat: 'personal' | 'group' | 'channel' }) =>
    `I report the retention of WeChat Mini Programs: every day, week and month, with a chart and what has really changed. The button below makes the scheduled digests come to this ${p.chat === 'channel' ? 'channel' : 'chat'}.`,
  greetHeading: (p: { chat: 'personal' | 'group' | 'channel' }): string =>
    p.chat === 'personal' ? 'Write to me, for example' : 'Mention me and write, for example',
  greetItems: [
    '`retention daily`, `weekly` or `monthly` — the newest figures',
    '`retention compare`, `trend D7 60d`, `cohorts` — a closer look',
    '`retention subscribe weekly` — a digest every Monday',
    '`retention help` — everything else',
  ],
  greetSubscribe: (p: { chat: 'personal' | 'group' | 'channel' }): string =>
    p.chat === 'channel' ? 'Subscribe this channel' : 'Subscribe this chat',
  working: 'Looking it up…',
  answerFollows: 'The answer follows as a message.',
  workingOn: 'This takes a moment longer. The answer follows as a message.',
  noButton: 'I don’t know this button any more. Ask me again for a message with new ones.',
  operatorsTitle: 'Retention bot: something needs a person',
  explained: (p: { message: string; hint: string }) => `${p.message} ${p.hint}`,
};
