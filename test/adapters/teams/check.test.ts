/** `check`: a new token, or whose fault it is that there is none. Login's errors are those of the real MSAL. */
import botbuilder from 'botbuilder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressOf, incoming } from '../../../adapters/teams/conversations.ts';
import { openTeams } from '../../../adapters/teams/open.ts';
import { AppError, explain } from '../../../src/core/errors.ts';
import { textFor } from '../../../src/core/text/index.ts';
import { openTestHost, type TestHost } from '../../doubles/host.ts';
import { CHANNEL, installed } from '../../doubles/teams-activities.ts';

const SETTINGS = {
  TEAMS_APP_ID: 'app',
  TEAMS_APP_TYPE: 'SingleTenant',
  TEAMS_APP_PASSWORD: 's3cret',
  TEAMS_TENANT_ID: 'tenant',
} as const;
const signal = AbortSignal.timeout(60_000);

describe('checking Teams', () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await openTestHost();
  });
  afterEach(() => host.close());

  /** The SDK around a login that does as told. */
  const check = async (login: () => Promise<string>, deadlineMs = 15_000) => {
    const credentials = { getToken: login, signRequest: async <T>(request: T) => request };
    const auth = new botbuilder.ConfigurationBotFrameworkAuthentication(
      { MicrosoftAppId: SETTINGS.TEAMS_APP_ID },
      {
        isValidAppId: async () => true,
        isAuthenticationDisabled: async () => false,
        createCredentials: async () => credentials,
      },
    );
    return (await openTeams(SETTINGS, [], host.host, auth, { deadlineMs })).check(signal);
  };
  const failure = async (login: () => Promise<string>, deadlineMs?: number) => {
    const error = await check(login, deadlineMs).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AppError);
    return error as AppError;
  };

  it('names the app and its tenant when login gives a token', async () => {
    const message = 'Microsoft Teams app app of tenant tenant';
    expect(await check(async () => 'token')).toEqual([
      { name: 'chat', status: 'ok', message, fix: '' },
    ]);
  });

  it('says whether the app is installed where a target wants it', async () => {
    const auth = new botbuilder.ConfigurationBotFrameworkAuthentication({});
    const adapter = await openTeams(SETTINGS, [], host.host, auth);
    const board = { name: 'board', id: CHANNEL.id, locale: 'en' } as const;
    const about = { name: 'channel', fix: '', fromAddresses: true };
    expect(await adapter.checkTarget(board, signal)).toEqual({
      ...about,
      status: 'note',
      message: expect.stringMatching(/^the app is not installed there yet/),
    });
    const activity = incoming.parse(installed('https://smba.trafficmanager.net/teams/', CHANNEL));
    await host.host.addresses.remember('teams', CHANNEL.id, addressOf(activity));
    expect(await adapter.checkTarget(board, signal)).toEqual({
      ...about,
      status: 'ok',
      message: 'the app is installed there',
    });
  });

  it('says that the credentials are wrong, by Microsoft’s number and without its prose', async () => {
    const refusal = Object.assign(new Error('invalid_client: AADSTS7000215: … app ‘x’'), {
      name: 'ServerError',
      errorCode: 'invalid_client',
    });
    const error = await failure(async () => Promise.reject(refusal));
    expect(error).toMatchObject({
      code: 'teams_credentials',
      params: { detail: 'invalid_client AADSTS7000215' },
    });
    expect(explain(error, textFor('en'))).toContain('TEAMS_APP_PASSWORD');
  });

  it('does not blame the credentials when login cannot be reached', async () => {
    const silence = Object.assign(new Error('endpoints_resolution_error: …'), {
      name: 'ClientAuthError',
      errorCode: 'endpoints_resolution_error',
    });
    expect(await failure(async () => Promise.reject(silence))).toMatchObject({
      code: 'teams_unreachable',
      retry: 'later',
    });
  });

  it('does not wait for ever', async () => {
    expect(await failure(() => new Promise(() => {}), 50)).toMatchObject({
      code: 'teams_unreachable',
    });
  });
});
