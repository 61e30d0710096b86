/** What Slack creates the app from. */
import { readFileSync } from 'node:fs';
import type { App } from '@slack/bolt';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { clientsOf } from '../../../adapters/slack/clients.ts';
import { COMMAND } from '../../../adapters/slack/commands.ts';
import { hearingOf } from '../../../adapters/slack/hearing.ts';
import { EVENTS, manifest } from '../../../adapters/slack/manifest.ts';
import { hearAll } from '../../../adapters/slack/open.ts';
import { ENDPOINT } from '../../../adapters/slack/receiver.ts';
import { SCOPES } from '../../../adapters/slack/scopes.ts';
import { openTestHost } from '../../doubles/host.ts';

const schema = JSON.parse(
  readFileSync(
    new URL('../../fixtures/slack/slack-manifest-2.0.0.schema.json', import.meta.url),
    'utf8',
  ),
) as object;
const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);

const PUBLIC_URL = 'https://retention.example.com/';
const written = (options: { socket: boolean; locale?: 'en' | 'zh-CN' }) => {
  const text = manifest({ publicUrl: PUBLIC_URL, locale: 'en', version: '1.0.0', ...options });
  return { text, content: JSON.parse(text) as Manifest };
};

describe.each([
  { socket: false, locale: 'en' },
  { socket: true, locale: 'en' },
  { socket: false, locale: 'zh-CN' },
  { socket: true, locale: 'zh-CN' },
] as const)('the manifest %o', (options) => {
  const { text, content } = written(options);

  it('is one that Slack takes', () => {
    validate(content);
    expect(validate.errors ?? []).toEqual([]);
    expect(text).toBe(JSON.stringify(content, undefined, 2));
  });

  it('asks for the scopes the bot uses', () => {
    expect(content.oauth_config.scopes.bot).toEqual(SCOPES);
    expect(new Set(SCOPES).size).toBe(SCOPES.length);
  });

  it('has commands typed as they are', () => {
    expect(content.features.slash_commands).toMatchObject([
      { command: COMMAND, should_escape: false, usage_hint: expect.any(String) },
    ]);
  });
});

it('sends everything to the bot’s one endpoint', () => {
  const { content, text } = written({ socket: false });
  const url = `https://retention.example.com${ENDPOINT}`;
  expect(content.features.slash_commands[0]?.url).toBe(url);
  expect(content.settings.event_subscriptions.request_url).toBe(url);
  expect(content.settings.interactivity).toEqual({
    is_enabled: true,
    request_url: url,
    message_menu_options_url: url,
  });
  expect(content.settings.socket_mode_enabled).toBe(false);
  expect(text).not.toContain('com//slack');
});

it('names no address in Socket Mode', () => {
  const { content, text } = written({ socket: true });
  expect(text).not.toMatch(/https?:/);
  expect(content.settings).toMatchObject({
    socket_mode_enabled: true,
    interactivity: { is_enabled: true },
  });
});

it('subscribes to the events that something listens to, and to no others', async () => {
  const heard: string[] = [];
  const ignore = () => {};
  const app = {
    event: (name: string) => void heard.push(name === 'message' ? 'message.im' : name),
    use: ignore,
    command: ignore,
    action: ignore,
    options: ignore,
    view: ignore,
  } as unknown as App;
  const { host, close } = await openTestHost();
  hearAll(app, hearingOf(clientsOf({ SLACK_BOT_TOKEN: 'xoxb-1' }, host.log), host, []));
  await close();
  expect(heard.sort()).toEqual([...EVENTS].sort());
  expect(written({ socket: false }).content.settings.event_subscriptions.bot_events).toEqual(
    EVENTS,
  );
});

interface Manifest {
  readonly features: {
    readonly slash_commands: { command: string; url?: string; should_escape: boolean }[];
  };
  readonly oauth_config: { readonly scopes: { readonly bot: string[] } };
  readonly settings: {
    readonly event_subscriptions: { request_url?: string; bot_events: string[] };
    readonly interactivity: object;
    readonly socket_mode_enabled: boolean;
  };
}
