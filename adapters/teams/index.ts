/** Microsoft Teams, for the list of adapters: light, because the SDK is loaded only when Teams is turned on. */
import { defineAdapter } from '../../src/ports/adapter.ts';
import { missing, settings } from './settings.ts';

export { workflow } from './workflow.ts';

export const teams = defineAdapter({
  name: 'teams',
  settings,
  enabledBy: 'TEAMS_APP_ID',
  channelFrom: undefined,
  channelBy: 'id',
  missing,
  manifest: {
    needs: ['TEAMS_APP_ID'],
    hasSocket: false,
    async make(options, { TEAMS_APP_ID = '' }) {
      const { appPackage } = await import('./manifest.ts');
      return appPackage(options, TEAMS_APP_ID);
    },
  },
  async open(values, targets, host) {
    const { openTeams } = await import('./open.ts');
    return openTeams(values, targets, host);
  },
});
