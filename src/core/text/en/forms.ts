/** English: the form to subscribe, and what a chat platform is told about the bot. */
export const forms = {
  title: 'Subscribe to digests',
  submit: 'Subscribe',
  cancel: 'Cancel',
  close: 'Close',
  app: 'Mini Program',
  allApps: 'All Mini Programs',
  grain: 'How often',
  grains: { day: 'Daily', week: 'Weekly', month: 'Monthly' },
  at: 'Time',
  zone: 'Time zone (type a city)',
  channel: 'Channel',
  noZone: 'Choose a time zone from the list.',
  otherZone:
    'Another zone can be typed as a command: `retention subscribe weekly at 09:30 in Pacific/Apia`',
  typedApp: 'Its name or AppID; empty for all of them',
  here: 'The digests will be posted in this chat.',
  needed: 'This is needed.',
  notInChannel:
    'The bot is not in this channel. Invite it there, then try again: /invite @retention',
  working: 'This takes a moment longer…',
  notOpened:
    'The form could not be opened. Press the button again, or type /retention subscribe weekly at 09:30.',
  manifest: {
    name: 'Retention of WeChat Mini Programs',
    description: 'The retention of your WeChat Mini Programs, on schedule and when asked',
    longDescription:
      'Posts the daily, weekly and monthly retention of your WeChat Mini Programs to the channels you choose, with a chart, honest comparisons and what is still immature. Ask it by a command, a mention or a message, and it answers from the figures it has kept. It reads no messages but those addressed to it.',
    command: 'Show the retention of a Mini Program',
    /** What may be typed, as menus list it. */
    verbs: {
      daily: 'The newest daily figures; add an app, a date, new or active',
      weekly: 'The newest weekly figures',
      monthly: 'The newest monthly figures',
      compare: 'Two apps side by side, or two periods: compare 2026-W46 2026-W45',
      trend: 'One figure over time: trend D7 60d',
      cohorts: 'A heat map of cohorts; add weekly or monthly',
      apps: 'The Mini Programs this bot knows',
      subscribe: 'Post a digest here: subscribe weekly at 09:30',
      subscriptions: 'What is posted here, by number',
      unsubscribe: 'End a subscription: unsubscribe 3',
      status: 'When digests come, and what stands in their way',
      help: 'Everything you can type',
    },
    usage: '[daily | weekly | monthly] [app] [new | active], trend, compare, subscribe, help',
  },
};
