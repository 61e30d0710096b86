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
  notInChannel:
    'The bot is not in this channel. Invite it there, then try again: /invite @retention',
  working: 'This takes a moment longer…',
  notOpened:
    'The form could not be opened. Press the button again, or type /retention subscribe weekly at 09:30.',
  manifest: {
    description: 'The retention of your WeChat Mini Programs: scheduled digests and /retention',
    longDescription:
      'Posts the daily, weekly and monthly retention of your WeChat Mini Programs to the channels you choose, with a chart, honest comparisons and what is still immature. Type /retention, mention it, or write to it, and it answers from the figures it has kept. It reads no messages but those addressed to it.',
    command: 'Show the retention of a Mini Program',
    usage: '[daily | weekly | monthly] [app] [new | active], trend, compare, subscribe, help',
  },
};
