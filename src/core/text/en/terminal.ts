/** English: what the command line prints. */
export const terminal = {
  demoReady: (p: { url: string }) => `Demo with simulated data: ${p.url}`,
  collecting: (p: { done: string; total: string }) => `Collecting ${p.done} of ${p.total}`,
  noChannels:
    'No channel is configured: digests go nowhere. Set SLACK_CHANNEL, or list channels in the configuration file.',
  noneToSend:
    'No channel is configured: set SLACK_CHANNEL, or list channels in the configuration file.',
  fetched: (p: { count: string }) => `${p.count} cohorts answered`,
  doctor: {
    ok: 'ok   ',
    fault: 'FAULT',
    note: 'note ',
    app: (p: { app: string }) => `${p.app}: WeChat accepts the credentials and the calls`,
    noChats: 'No chat is set up: set SLACK_BOT_TOKEN or TEAMS_APP_ID.',
  },
  outcome: {
    sent: 'sent',
    already: 'already there',
    busy: 'another process is posting it',
    failed: 'failed',
  },
  slackChecked: (p: { team: string; user: string }) => `Slack workspace ${p.team} as ${p.user}`,
  teamsChecked: (p: { app: string; tenant: string }) =>
    `Microsoft Teams app ${p.app} of tenant ${p.tenant}`,
  stopping: 'Stopping…',
  cli: {
    summary: 'Posts the retention of WeChat Mini Programs to Slack and Microsoft Teams.',
    start: 'collect, post on schedule and answer /retention',
    demo: 'the same on simulated data, shown in a browser',
    report: 'print the newest figures of each app',
    send: 'post the digest that is due now, once',
    backfill: 'fetch history backwards',
    doctor: 'try every connection and say how to mend what is wrong',
    grain: 'daily, weekly or monthly',
    app: 'one app instead of all',
    channel: 'one channel instead of all',
    offline: 'ask WeChat for nothing',
    json: 'as JSON',
    days: 'days back',
    weeks: 'weeks back',
    months: 'months back',
    asOf: 'what this moment is taken for, in ISO 8601; without a zone it is Beijing time',
    notMoment: 'Write it as 2026-11-22T09:30:00+08:00.',
    notGrain: 'It is one of daily, weekly, monthly.',
    notCount: 'Write a whole number.',
  },
};
