/** Opens the channels behind workflows: nothing is heard from them, and nothing can be asked. */
import type { AdapterHost, OpenAdapter } from '../../src/ports/adapter.ts';
import { workflowChannel } from './workflow-channel.ts';

/** @param deadlineMs for one post; nobody else bounds it */
export function openWorkflows(host: AdapterHost, deadlineMs = 15_000): OpenAdapter {
  const { terminal } = host.text(host.localeOf(''));
  return {
    hears: false,
    channel: (target) => workflowChannel(target, host, deadlineMs),
    async check() {
      return [{ name: 'chat', status: 'ok', message: terminal.workflow, fix: '' }];
    },
    /** Whatever is sent to its URL is posted, so that nothing can be tried without being seen. */
    async checkTarget({ name, secret = '' }) {
      const host = URL.canParse(secret) ? new URL(secret).host : '';
      const message = terminal.workflowChannel({ host, channel: name });
      return { name: 'channel', status: 'note', message, fix: '' };
    },
    listen() {},
    async close() {},
  };
}
