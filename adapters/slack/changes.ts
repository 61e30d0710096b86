/** What changes for the bot in Slack: it is invited, a channel comes back, the app is removed. */
import type { App } from '@slack/bolt';
import { AppError } from '../../src/core/errors.ts';
import type { Hearing } from './hearing.ts';

/** For asking who the bot is. */
const READ_MS = 10_000;

export function hearChanges(app: App, hearing: Hearing): void {
  const { host, membership } = hearing;
  const own = ownUser(hearing);
  const resume = (channel: string) => hearing.later(() => host.resume(`slack:${channel}`));

  app.event('member_joined_channel', async ({ event: { user, channel } }) =>
    hearing.later(async () => {
      if (user !== (await own())) return;
      membership.forget();
      await host.resume(`slack:${channel}`);
    }),
  );
  app.event('channel_unarchive', async ({ event }) => resume(event.channel));
  app.event('group_unarchive', async ({ event }) => resume(event.channel));

  const gone = (detail: string) =>
    host.log.error({ err: new AppError('slack_token', { detail }) }, 'The Slack app was removed');
  app.event('app_uninstalled', async () => gone('app_uninstalled'));
  app.event('tokens_revoked', async ({ event }) => {
    // Of a person's token the bot has no use.
    if (event.tokens.bot?.length) gone('tokens_revoked');
  });
}

/** Asked once; undefined while Slack doesn't answer. */
function ownUser({ clients, host }: Hearing): () => Promise<string | undefined> {
  let known: string | undefined;
  return async () => {
    if (known !== undefined) return known;
    try {
      known = (await clients.reads(AbortSignal.timeout(READ_MS)).auth.test()).user_id;
    } catch (err) {
      host.log.warn({ err }, 'Slack did not say who the bot is');
    }
    return known;
  };
}
