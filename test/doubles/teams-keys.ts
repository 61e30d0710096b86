/** Microsoft's signing keys and login, on loopback: real JWTs in, a token out. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import botbuilder from 'botbuilder';
import type { TeamsAuth } from '../../adapters/teams/auth.ts';

export const APP = '11111111-2222-3333-4444-555555555555';
export const TENANT = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
export const ISSUER = 'https://api.botframework.com';

export interface TeamsKeys {
  /** Accepts only tokens signed by `genuine`, as production does, with the keys fetched from here. */
  readonly auth: TeamsAuth;
  /** Endorsed for Teams, published as "k1". */
  readonly genuine: KeyObject;
  /** Published as "k-web", endorsed for another channel. */
  readonly webchat: KeyObject;
  /** Never published. */
  readonly foreign: KeyObject;
  /** Whether the keys can be fetched. */
  setUp(up: boolean): void;
  close(): Promise<void>;
}

export async function openTeamsKeys(): Promise<TeamsKeys> {
  const [genuine, webchat, foreign] = [pair(), pair(), pair()];
  const keys = [
    { ...jwk(genuine.publicKey), kid: 'k1', endorsements: ['msteams'] },
    { ...jwk(webchat.publicKey), kid: 'k-web', endorsements: ['webchat'] },
  ];
  let isUp = true;
  const server = createServer((request, response) => {
    if (!isUp) return void response.writeHead(500).end();
    const body = request.url === '/keys' ? { keys } : { issuer: ISSUER, jwks_uri: `${url}/keys` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    // Once one address is set the SDK takes all of them from here.
    auth: new botbuilder.ConfigurationBotFrameworkAuthentication({
      MicrosoftAppType: 'SingleTenant',
      MicrosoftAppId: APP,
      MicrosoftAppPassword: 'no secret',
      MicrosoftAppTenantId: TENANT,
      ValidateAuthority: 'true',
      ToChannelFromBotLoginUrl: `https://login.microsoftonline.com/${TENANT}`,
      ToChannelFromBotOAuthScope: ISSUER,
      ToBotFromChannelTokenIssuer: ISSUER,
      OAuthUrl: ISSUER,
      ToBotFromChannelOpenIdMetadataUrl: `${url}/channel`,
      ToBotFromEmulatorOpenIdMetadataUrl: `${url}/emulator`,
      CallerId: 'urn:botframework:azure',
    }),
    genuine: genuine.privateKey,
    webchat: webchat.privateKey,
    foreign: foreign.privateKey,
    setUp(up) {
      isUp = up;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function pair() {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

function jwk(key: KeyObject): object {
  return { ...key.export({ format: 'jwk' }), use: 'sig' };
}
