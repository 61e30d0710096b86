/** Microsoft Teams, for the list of adapters: light, because the SDK is loaded only when Teams is turned on. */
import { defineAdapter } from '../../src/ports/adapter.ts';
import { settings } from './settings.ts';

export const teams = defineAdapter({
  name: 'teams',
  settings,
  enabledBy: 'TEAMS_APP_ID',
  channelFrom: undefined,
  missing: () => [],
  manifest: undefined,
  async open(values, targets, host) {
    const { openTeams } = await import('./open.ts');
    return openTeams(values, targets, host);
  },
});
