/** Slack, for the list of adapters: light, because the SDK is loaded only when Slack is turned on. */
import { defineAdapter } from '../../src/ports/adapter.ts';
import { manifest } from './manifest.ts';
import { settings } from './settings.ts';

export const slack = defineAdapter({
  name: 'slack',
  settings,
  enabledBy: 'SLACK_BOT_TOKEN',
  channelFrom: 'SLACK_CHANNEL',
  channelBy: 'id',
  // With an app-level token the bot calls Slack, which has then nothing to sign.
  missing: ({ SLACK_SIGNING_SECRET, SLACK_APP_TOKEN }) =>
    SLACK_SIGNING_SECRET || SLACK_APP_TOKEN ? [] : ['SLACK_APP_TOKEN / SLACK_SIGNING_SECRET'],
  manifest: { needs: [], hasSocket: true, make: manifest },
  async open(values, targets, host) {
    const { openSlack } = await import('./open.ts');
    return openSlack(values, targets, host);
  },
});
