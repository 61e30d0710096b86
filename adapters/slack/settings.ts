/** The environment variables of the Slack adapter. */
import { z } from 'zod';

export const settings = z.object({
  SLACK_BOT_TOKEN: z
    .string()
    .min(1)
    .describe('Bot token of your Slack app (OAuth & Permissions); turns Slack on'),
  SLACK_APP_TOKEN: z
    .string()
    .min(1)
    .optional()
    .describe(
      'App-level token of the same app (xapp-…, scope connections:write); turns Socket Mode on, which needs no public address',
    ),
  SLACK_SIGNING_SECRET: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Signing secret of the same app (Basic Information), where Socket Mode is off; proves that requests are Slack’s',
    ),
  SLACK_CHANNEL: z
    .string()
    .min(1)
    .optional()
    .describe('Id of the channel for the digests (C…), where no configuration file lists channels'),
  SLACK_API_URL: z
    .url()
    .optional()
    .describe(
      'Slack’s API, where it isn’t https://slack.com/api/ (GovSlack, a proxy, an emulator)',
    ),
});

export type SlackSettings = z.output<typeof settings>;
