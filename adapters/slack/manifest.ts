/** What Slack creates the app from: docs.slack.dev/reference/app-manifest. */
import { textFor } from '../../src/core/text/index.ts';
import type { ManifestOptions } from '../../src/ports/adapter.ts';
import { SCOPES } from './scopes.ts';

/** What the bot is told of; each has a listener. */
export const EVENTS = [
  'app_mention',
  'app_uninstalled',
  'channel_unarchive',
  'group_unarchive',
  'member_joined_channel',
  'message.im',
  'tokens_revoked',
] as const;

export function manifest({ publicUrl, socket, locale }: ManifestOptions): string {
  const words = textFor(locale).forms.manifest;
  const url = `${publicUrl.replace(/\/+$/, '')}/slack/events`;
  /** Slack needs no address of a bot that calls it. */
  const over = <T extends object>(addresses: T) => (socket ? {} : addresses);
  const content = {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: 'Retention',
      description: words.description,
      long_description: words.longDescription,
      background_color: '#1f2937',
    },
    features: {
      // So that people can write to the bot itself.
      app_home: {
        home_tab_enabled: false,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      bot_user: { display_name: 'retention', always_online: true },
      slash_commands: [
        {
          command: '/retention',
          ...over({ url }),
          description: words.command,
          usage_hint: words.usage,
          should_escape: false,
        },
      ],
    },
    oauth_config: { scopes: { bot: [...SCOPES] } },
    settings: {
      event_subscriptions: { ...over({ request_url: url }), bot_events: [...EVENTS] },
      interactivity: {
        is_enabled: true,
        ...over({ request_url: url, message_menu_options_url: url }),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: socket,
      token_rotation_enabled: false,
    },
  };
  return JSON.stringify(content, undefined, 2);
}
