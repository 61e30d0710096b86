/** `check` and `checkTarget`: whose fault it is when a channel can't be posted to, and what can't be told. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slack } from '../../../adapters/slack/index.ts';
import { SCOPES } from '../../../adapters/slack/scopes.ts';
import { explain } from '../../../src/core/errors.ts';
import { textFor } from '../../../src/core/text/index.ts';
import type { OpenAdapter, Target } from '../../../src/ports/adapter.ts';
import { openTestHost, type TestHost } from '../../doubles/host.ts';
import { APP_TOKEN, openSlackSocket } from '../../doubles/slack-socket.ts';
import {
  openSlackWorkspace,
  SIGNING_SECRET,
  type SlackWorkspace,
  TOKEN,
} from '../../doubles/slack-workspace.ts';

const signal = AbortSignal.timeout(120_000);

let workspace: SlackWorkspace;
let host: TestHost;
let adapter: OpenAdapter;

beforeAll(async () => {
  workspace = await openSlackWorkspace();
  host = await openTestHost();
  const settings = {
    SLACK_BOT_TOKEN: TOKEN,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: workspace.apiUrl,
  };
  adapter = await slack.open(settings, [], host.host);
});
afterAll(async () => {
  await adapter.close();
  await host.close();
  await workspace.close();
});

/** Of a Slack app with these scopes. */
async function scopesOf(scopes: readonly string[]) {
  const other = await openSlackWorkspace({ scopes });
  const settings = {
    SLACK_BOT_TOKEN: TOKEN,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: other.apiUrl,
  };
  const opened = await slack.open(settings, [], host.host);
  const [, , ...found] = await opened.check(signal);
  await opened.close();
  await other.close();
  return found;
}

const target = (id: string): Target => ({ name: 'growth', id, locale: 'en' });
const reports = () => workspace.channels['reports'] ?? '';

describe('checking Slack', () => {
  it('names the workspace it is in', async () => {
    const [first] = await adapter.check(signal);
    const message = 'Slack workspace Acme as reporter';
    expect(first).toEqual({ name: 'chat', status: 'ok', message, fix: '' });
  });

  it('says how commands arrive', async () => {
    const [, arrival] = await adapter.check(signal);
    expect(arrival).toMatchObject({ status: 'ok', message: expect.stringContaining('HTTP') });
  });

  it.each([
    [APP_TOKEN, 'ok', 'Commands arrive through Socket Mode; no public address is needed', ''],
    [
      'xapp-another',
      'fault',
      'Slack does not open Socket Mode to the app-level token (invalid_auth).',
      expect.stringContaining('connections:write'),
    ],
  ])('tries Socket Mode with %s', async (appToken, status, message, fix) => {
    const socket = await openSlackSocket({ 'auth.test': { team: 'Acme', user: 'retention' } });
    const settings = {
      SLACK_BOT_TOKEN: TOKEN,
      SLACK_APP_TOKEN: appToken,
      SLACK_API_URL: socket.api.url,
    };
    const opened = await slack.open(settings, [], host.host);
    const [first, arrival] = await opened.check(signal);
    expect(first?.status).toBe('ok');
    expect(arrival).toEqual({ name: 'chat', status, message, fix });
    // A connection would take commands away from the bot that runs.
    expect(socket.open()).toBe(0);
    await opened.close();
    await socket.close();
  });

  it('finds every scope it uses', async () => {
    expect(await scopesOf(SCOPES)).toEqual([
      { name: 'scopes', status: 'ok', message: 'Scopes: the app has all it uses', fix: '' },
    ]);
  });

  it('tells what is lost for want of a scope, in groups', async () => {
    const found = await scopesOf(['chat:write', 'files:read', 'channels:read']);
    expect(found.map(({ status, message }) => [status, message])).toEqual([
      ['note', 'Without commands there is no /retention'],
      ['note', 'Without files:write digests come without their picture'],
      [
        'note',
        'Without channels:history and groups:history a post whose answer was lost cannot be looked for',
      ],
      ['note', 'Without groups:read some channels cannot be checked, nor who is in them'],
      ['note', 'Without app_mentions:read the bot does not hear its mentions'],
      ['note', 'Without im:history the bot does not hear what is written to it directly'],
    ]);
    for (const { fix } of found) expect(fix).toMatch(/reinstall/);
  });

  it('cannot do without the one for posting', async () => {
    expect(await scopesOf(SCOPES.filter((scope) => scope !== 'chat:write'))).toEqual([
      {
        name: 'scopes',
        status: 'fault',
        message: expect.stringContaining('chat:write'),
        fix: expect.stringContaining('reinstall'),
      },
    ]);
  });

  it.each([
    [{ kind: 'refused', error: 'invalid_auth' } as const, 'slack_token'],
    [{ kind: 'limited', seconds: 1 } as const, 'slack_unreachable'],
  ])('says what is wrong with its credentials or its way to Slack: %o', async (fault, code) => {
    workspace.fail('auth.test', fault);
    await expect(adapter.check(signal)).rejects.toMatchObject({ code });
  });
});

describe('checking a channel of Slack', () => {
  it('names the channel the bot is in', async () => {
    expect(await adapter.checkTarget(target(reports()), signal)).toEqual({
      name: 'channel',
      status: 'ok',
      message: 'the bot is in #reports',
      fix: '',
    });
  });

  it('that does not exist is a fault, told with the id that was configured', async () => {
    const error = await adapter.checkTarget(target('C0NOPE'), signal).catch((why: unknown) => why);
    expect(error).toMatchObject({ code: 'slack_no_channel' });
    expect(explain(error, textFor('en'))).toContain('growth (C0NOPE)');
  });

  it.each([
    ['archived', { is_member: true, is_archived: true }, 'slack_archived'],
    ['one the bot is not in', { is_member: false, is_archived: false }, 'slack_not_in_channel'],
  ])('that is %s is a fault', async (_, channel, code) => {
    const body = { ok: true, channel: { id: reports(), name: 'reports', ...channel } };
    workspace.fail('conversations.info', { kind: 'answered', body });
    await expect(adapter.checkTarget(target(reports()), signal)).rejects.toMatchObject({ code });
  });

  it('that Slack does not let it see is a note that names the scope', async () => {
    const narrow = await openSlackWorkspace({ scopes: ['chat:write'] });
    const settings = {
      SLACK_BOT_TOKEN: TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: narrow.apiUrl,
    };
    const opened = await slack.open(settings, [], host.host);
    const id = narrow.channels['reports'] ?? '';
    expect(await opened.checkTarget(target(id), signal)).toEqual({
      name: 'channel',
      status: 'note',
      message: expect.stringMatching(/^cannot be checked: .* scope channels:read;/),
      fix: 'Add the scope, then reinstall the app.',
    });
    await opened.close();
    await narrow.close();
  });

  it('is no fault of the channel when Slack cannot be reached', async () => {
    workspace.fail('conversations.info', { kind: 'limited', seconds: 1 });
    await expect(adapter.checkTarget(target(reports()), signal)).rejects.toMatchObject({
      code: 'slack_unreachable',
      retry: 'later',
    });
  });
});
