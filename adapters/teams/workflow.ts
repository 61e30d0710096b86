/** Teams without a bot: posts through a workflow's URL (Power Automate), for tenants that allow no bots; light. */
import { z } from 'zod';
import { defineAdapter } from '../../src/ports/adapter.ts';

export const workflow = defineAdapter({
  name: 'workflow',
  settings: z.object({}),
  enabledBy: undefined,
  channelFrom: undefined,
  channelBy: 'secret-url',
  missing: () => [],
  // The workflow is made in Teams, by hand.
  manifest: undefined,
  async open(_settings, _targets, host) {
    const { openWorkflows } = await import('./workflow-open.ts');
    return openWorkflows(host);
  },
});
