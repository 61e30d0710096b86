/** English: what the command line prints. */
export const terminal = {
  demoReady: (p: { url: string }) => `Demo with simulated data: ${p.url}`,
  collecting: (p: { done: string; total: string }) => `Collecting ${p.done} of ${p.total}`,
  noChannels:
    'No channel is configured: digests go nowhere. Set SLACK_CHANNEL, or list channels in the configuration file.',
  noneToSend:
    'No channel is configured: set SLACK_CHANNEL, or list channels in the configuration file.',
  outcome: {
    sent: 'sent',
    already: 'already there',
    busy: 'another process is posting it',
    failed: 'failed',
  },
  stopping: 'Stopping…',
};
