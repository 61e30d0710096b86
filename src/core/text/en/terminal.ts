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
};
