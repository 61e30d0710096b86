/** What Teams needs to be told before it is turned on. */
import botbuilder from 'botbuilder';
import { describe, expect, it } from 'vitest';
import { authOf } from '../../../adapters/teams/auth.ts';
import { teams } from '../../../adapters/teams/index.ts';
import { tenantsOf } from '../../../adapters/teams/settings.ts';

const TYPED = {
  TEAMS_APP_ID: 'app',
  TEAMS_APP_TYPE: 'SingleTenant',
  TEAMS_APP_PASSWORD: 's3cret',
  TEAMS_TENANT_ID: 'tenant',
} as const;
const { TEAMS_APP_TYPE: _, ...SETTINGS } = TYPED;

describe('the settings of Teams', () => {
  it.each(['TEAMS_APP_ID', 'TEAMS_TENANT_ID'])('need %s', (name) => {
    expect(teams.settings.safeParse({ ...SETTINGS, [name]: '' }).success).toBe(false);
    const { [name as 'TEAMS_APP_ID']: __, ...rest } = SETTINGS;
    expect(teams.settings.safeParse(rest).success).toBe(false);
  });

  it('take a bot for single-tenant', () => {
    expect(teams.settings.parse(SETTINGS)).toEqual(TYPED);
  });

  it.each(['MultiTenant', 'singletenant', ''])('know no type %j', (type) => {
    expect(teams.settings.safeParse({ ...SETTINGS, TEAMS_APP_TYPE: type }).success).toBe(false);
  });

  it('name the secret that a single-tenant bot lacks', () => {
    const { TEAMS_APP_PASSWORD: __, ...rest } = SETTINGS;
    expect(teams.missing(teams.settings.parse(rest))).toEqual(['TEAMS_APP_PASSWORD']);
    expect(teams.missing(teams.settings.parse(SETTINGS))).toEqual([]);
  });

  it('need no secret with a managed identity', () => {
    const { TEAMS_APP_PASSWORD: __, ...rest } = SETTINGS;
    const parsed = teams.settings.parse({ ...rest, TEAMS_APP_TYPE: 'UserAssignedMSI' });
    expect(teams.missing(parsed)).toEqual([]);
  });

  it('make credentials by the SDK’s own factory, of either type', async () => {
    for (const TEAMS_APP_TYPE of ['SingleTenant', 'UserAssignedMSI'] as const) {
      // A secret that was left over does a managed identity no harm.
      const auth = authOf(botbuilder, { ...TYPED, TEAMS_APP_TYPE });
      const genuine = auth.authenticateRequest({ channelId: 'msteams' } as never, '');
      await expect(genuine, 'nobody gets in without a token').rejects.toThrow();
    }
  });

  it('hear the bot’s own tenant, or those that are listed', () => {
    expect(tenantsOf(TYPED)).toEqual(['tenant']);
    expect(tenantsOf({ ...TYPED, TEAMS_ALLOWED_TENANTS: 'a-1, b-2 ,c-3' })).toEqual([
      'a-1',
      'b-2',
      'c-3',
    ]);
  });

  it.each(['', ' , ', 'a,', 'a b', '*'])('take no list %j', (list) => {
    const given = { ...SETTINGS, TEAMS_ALLOWED_TENANTS: list };
    expect(teams.settings.safeParse(given).success).toBe(false);
  });
});
