/** Slack, for the list of adapters: light, because the SDK is loaded only when Slack is turned on. */
import { defineAdapter } from '../../src/ports/adapter.ts';
import { settings } from './settings.ts';

export const slack = defineAdapter({
  name: 'slack',
  settings,
  enabledBy: 'SLACK_BOT_TOKEN',
  channelFrom: 'SLACK_CHANNEL',
  async open(values, _targets, host) {
    const { openSlack } = await import('./open.ts');
    return openSlack(values, host);
  },
});
