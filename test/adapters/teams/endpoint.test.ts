/** Who gets in: real JWTs, checked by the SDK with keys from a server on loopback. */
import jwt from 'jsonwebtoken';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTeams } from '../../../adapters/teams/open.ts';
import type { OpenAdapter } from '../../../src/ports/adapter.ts';
import { openTestHost, type TestHost } from '../../doubles/host.ts';
import { installed, PERSONAL } from '../../doubles/teams-activities.ts';
import { APP, ISSUER, openTeamsKeys, TENANT, type TeamsKeys } from '../../doubles/teams-keys.ts';

const SETTINGS = {
  TEAMS_APP_ID: APP,
  TEAMS_APP_TYPE: 'SingleTenant',
  TEAMS_APP_PASSWORD: 'no secret',
  TEAMS_TENANT_ID: TENANT,
} as const;
const SERVICE_URL = 'https://smba.trafficmanager.net/teams/';

describe('the Teams endpoint', () => {
  let keys: TeamsKeys;
  let host: TestHost;
  let adapter: OpenAdapter;
  const noise = vi.spyOn(console, 'error');

  const open = async (more: { TEAMS_ALLOWED_TENANTS?: string } = {}) => {
    host = await openTestHost();
    // Heard, and nothing more: what a genuine activity leads to is tested elsewhere.
    host.host.addresses.remember = async (...known) => {
      heard.push(known);
      return false;
    };
    adapter = await openTeams({ ...SETTINGS, ...more }, [], host.host, keys.auth);
  };
  const heard: unknown[] = [];

  const post = async (authorization?: string, fields: object = {}) => {
    const response = await fetch(`${host.url}/api/messages`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(authorization === undefined ? {} : { authorization }),
      },
      body: JSON.stringify({ ...installed(SERVICE_URL, PERSONAL), ...fields }),
    });
    expect(await response.text()).toBe('');
    return response.status;
  };
  const token = (options: jwt.SignOptions = {}, claims: object = { serviceurl: SERVICE_URL }) =>
    jwt.sign(claims, keys.genuine, {
      algorithm: 'RS256',
      keyid: 'k1',
      issuer: ISSUER,
      audience: APP,
      expiresIn: 600,
      ...options,
    });
  const unsigned = () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { iss: ISSUER, aud: APP, serviceurl: SERVICE_URL, exp: 9_999_999_999 };
    return `${part({ alg: 'none', kid: 'k1' })}.${part(claims)}.`;
  };

  beforeAll(async () => {
    keys = await openTeamsKeys();
    // The SDK prints the public key for each bad token.
    noise.mockImplementation(() => {});
  });
  afterAll(async () => {
    noise.mockRestore();
    await keys.close();
  });
  beforeEach(async () => {
    heard.length = 0;
    await open();
  });
  afterEach(async () => {
    await adapter.close();
    await host.close();
  });

  it.each([
    ['a genuine token', () => token()],
    ['another strong algorithm', () => token({ algorithm: 'RS512' })],
    ['a token that expired within the clocks’ tolerance', () => token({ expiresIn: -240 })],
  ])('lets %s in', async (_, made) => {
    expect(await post(`Bearer ${made()}`)).toBe(200);
    expect(heard).toHaveLength(1);
  });

  it.each([
    ['no token', () => undefined],
    ['garbage', () => 'Bearer abc'],
    ['garbage in the form of a token', () => `Bearer ${btoa('{"typ":"JWT"}')}.bm8.no`],
    ['another scheme', () => 'Basic YTpi'],
    ['an expired token', () => `Bearer ${token({ expiresIn: -600 })}`],
    ['a token that isn’t valid yet', () => `Bearer ${token({ notBefore: 600, expiresIn: 1200 })}`],
    ['another audience', () => `Bearer ${token({ audience: 'another-app' })}`],
    ['another issuer', () => `Bearer ${token({ issuer: 'https://evil.example' })}`],
    ['an unknown key', () => `Bearer ${token({ keyid: 'k-none' })}`],
    ['a forged signature', () => `Bearer ${forged()}`],
    ['a symmetric signature', () => `Bearer ${symmetric()}`],
    ['no signature', () => `Bearer ${unsigned()}`],
    ['a key for another channel', () => `Bearer ${ofWebchat()}`],
    ['another service URL', () => `Bearer ${token({}, { serviceurl: 'https://evil.example/' })}`],
    ['no service URL', () => `Bearer ${token({}, {})}`],
  ])('keeps %s out with 401', async (_, made) => {
    expect(await post(made())).toBe(401);
    expect(heard).toEqual([]);
  });

  it('keeps a genuine request of another tenant out with 403, and says in the log whose it was', async () => {
    const tenant = { channelData: { tenant: { id: 'another-tenant' } } };
    expect(await post(`Bearer ${token()}`, tenant)).toBe(403);
    expect(heard).toEqual([]);
    expect(host.log).toContainEqual(
      expect.objectContaining({ fields: expect.objectContaining({ tenant: 'another-tenant' }) }),
    );
  });

  it('lets a listed tenant in, however it is spelt, and then no other', async () => {
    await adapter.close();
    await host.close();
    await open({ TEAMS_ALLOWED_TENANTS: 'other-1, AAAAAAAA-BBBB-cccc-dddd-eeeeeeeeeeee' });
    expect(await post(`Bearer ${token()}`)).toBe(200);
    await adapter.close();
    await host.close();
    heard.length = 0;
    await open({ TEAMS_ALLOWED_TENANTS: 'other-1' });
    expect(await post(`Bearer ${token()}`)).toBe(403);
    expect(heard).toEqual([]);
  });

  it('judges the token before the tenant: whoever forges learns nothing of the list', async () => {
    const tenant = { channelData: { tenant: { id: 'another-tenant' } } };
    expect(await post(`Bearer ${forged()}`, tenant)).toBe(401);
  });

  it('takes no button from whoever has no token', async () => {
    const fields = { type: 'invoke', name: 'adaptiveCard/action', value: {} };
    expect(await post(`Bearer ${forged()}`, fields)).toBe(401);
    expect(host.asked).toEqual([]);
  });

  it('asks Teams to try again while Microsoft’s keys cannot be fetched', async () => {
    const fresh = await openTeamsKeys();
    fresh.setUp(false);
    await adapter.close();
    await host.close();
    const { auth, genuine } = fresh;
    host = await openTestHost();
    adapter = await openTeams(SETTINGS, [], host.host, auth);
    const signed = jwt.sign({ serviceurl: SERVICE_URL }, genuine, {
      algorithm: 'RS256',
      keyid: 'k1',
      issuer: ISSUER,
      audience: APP,
      expiresIn: 600,
    });
    expect(await post(`Bearer ${signed}`)).toBe(503);
    await fresh.close();
    expect(await post(`Bearer ${signed}`)).toBe(503);
  });

  it('logs neither a token nor anything else of who has no valid one', async () => {
    const bearer = forged();
    await post(`Bearer ${bearer}`, { type: 'a'.repeat(200_000) });
    expect(host.log).toHaveLength(1);
    expect(JSON.stringify(host.log).length).toBeLessThan(200);
    expect(JSON.stringify(host.log)).not.toContain(bearer.slice(0, 40));
  });

  function forged() {
    return jwt.sign({ serviceurl: SERVICE_URL }, keys.foreign, {
      algorithm: 'RS256',
      keyid: 'k1',
      issuer: ISSUER,
      audience: APP,
      expiresIn: 600,
    });
  }

  function ofWebchat() {
    return jwt.sign({ serviceurl: SERVICE_URL }, keys.webchat, {
      algorithm: 'RS256',
      keyid: 'k-web',
      issuer: ISSUER,
      audience: APP,
      expiresIn: 600,
    });
  }

  function symmetric() {
    const claims = { serviceurl: SERVICE_URL, iss: ISSUER, aud: APP };
    return jwt.sign(claims, 'x'.repeat(64), { algorithm: 'HS256', keyid: 'k1', expiresIn: 600 });
  }
});
