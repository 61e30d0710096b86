/** Teams' activities behind the check of their tokens, and tokens that aren't genuine: each is answered, and none as a failure of the bot's. */
import botbuilder from 'botbuilder';
import fc from 'fast-check';
import jwt from 'jsonwebtoken';
import { openTeams } from '../../../adapters/teams/open.ts';
import { dailyDigest, helpDigest } from '../../doubles/digests.ts';
import { openTestHost } from '../../doubles/host.ts';
import {
  CHANNEL,
  GROUP,
  installed,
  joined,
  mentioned,
  PERSONAL,
  pressed,
  said,
  submitted,
  uninstalled,
  whispered,
} from '../../doubles/teams-activities.ts';
import { openTeamsConnector, SETTINGS } from '../../doubles/teams-connector.ts';
import { APP, ISSUER, openTeamsKeys, TENANT } from '../../doubles/teams-keys.ts';
import { mustHaveBorne } from '../crashes.ts';
import { mountable, post } from '../in-process.ts';
import { editedBody, editedJson, editedText } from '../mutations.ts';
import { type FuzzTarget, must, opened } from '../target.ts';
import { typed } from './command.ts';

const ENDPOINT = '/api/messages';
const JSON_TYPE = { 'content-type': 'application/json' };
const CHATS = [PERSONAL, GROUP, CHANNEL] as const;

function activities(url: string): fc.Arbitrary<unknown> {
  const data = { command: 'daily wx1' };
  const fixed = CHATS.flatMap((chat) => [
    ...[installed, uninstalled, joined].map((made) => made(url, chat)),
    ...['show', 'tell', 'share', 'form'].map((verb) => pressed(url, chat, verb, data)),
    submitted(url, chat, data),
    whispered(url, chat, 'weekly'),
    mentioned(url, chat, 'monthly', '1764000000000'),
  ]);
  const chat = fc.constantFrom(...CHATS);
  const spoken = fc.tuple(chat, typed).map(([where, text]) => said(url, where, text));
  const any = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...fixed) }, spoken);
  // A known id is a repetition, which nothing comes of.
  return fc.tuple(any, fc.nat()).map(([one, id]): unknown => ({ ...one, id: `incoming-${id}` }));
}

export const teams: FuzzTarget = {
  name: 'Teams activities',
  sample: 300,
  atOnce: 20,
  open: async () => {
    const connector = await openTeamsConnector();
    const test = await openTestHost({
      answer: async ({ text }) => (text.includes('d') ? dailyDigest() : helpDigest()),
    });
    const { host, handler } = mountable(test.host);
    // Without an id the SDK takes every request for genuine.
    const auth = new botbuilder.ConfigurationBotFrameworkAuthentication({ MicrosoftAppId: '' });
    const options = { origins: [connector.origin] };
    const adapter = await openTeams(SETTINGS, [], host, auth, options);
    return opened(
      editedBody(activities(connector.serviceUrl)),
      async (body) => {
        const { status } = await post(handler, ENDPOINT, JSON_TYPE, body);
        must([200, 400, 403, 501].includes(status), `HTTP ${status}`);
      },
      async () => {
        await adapter.close();
        await test.close();
        await connector.close();
        mustHaveBorne(test.log, /^$/);
      },
    );
  },
};

const CLAIMS = { serviceurl: 'https://smba.trafficmanager.net/teams/' };
/** Heard, and nothing comes of it. */
const TYPING = { ...said(CLAIMS.serviceurl, PERSONAL, ''), type: 'typing' };

export const teamsTokens: FuzzTarget = {
  name: 'tokens of Teams',
  sample: 200,
  atOnce: 20,
  open: async () => {
    const keys = await openTeamsKeys();
    const test = await openTestHost();
    const { host, handler } = mountable(test.host);
    const settings = { ...SETTINGS, TEAMS_APP_ID: APP, TEAMS_TENANT_ID: TENANT };
    const adapter = await openTeams(settings, [], host, keys.auth);
    const genuine = jwt.sign(CLAIMS, keys.genuine, {
      ...{ algorithm: 'RS256', keyid: 'k1', issuer: ISSUER, audience: APP, expiresIn: 86_400 },
    });
    // The SDK prints the key for each bad token.
    const sdk = globalThis.console;
    const print = sdk.error;
    sdk.error = () => {};
    return opened(
      fc.record({
        authorization: authorizations(genuine),
        body: editedJson(fc.constant(TYPING), 1),
      }),
      async ({ authorization, body }) => {
        const headers = { ...JSON_TYPE, ...(authorization === undefined ? {} : { authorization }) };
        const { status } = await post(handler, ENDPOINT, headers, JSON.stringify(body) ?? '');
        const isRefused = [400, 401].includes(status);
        must(isRefused || isSame(authorization, genuine), `HTTP ${status}`);
        must([200, 400, 401, 403].includes(status), `HTTP ${status}`);
      },
      async () => {
        sdk.error = print;
        await adapter.close();
        await test.close();
        await keys.close();
        mustHaveBorne(test.log, /^$/);
      },
    );
  },
};

function authorizations(genuine: string): fc.Arbitrary<string | undefined> {
  const [header = '', claims = '', signature = ''] = genuine.split('.');
  const edited = (part: string) =>
    editedJson(fc.constant(JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown)).map(
      (json) => Buffer.from(JSON.stringify(json) ?? '').toString('base64url'),
    );
  const token = fc.oneof(
    fc.tuple(edited(header), fc.constant(claims), fc.constant(signature)),
    fc.tuple(fc.constant(header), edited(claims), fc.constant(signature)),
    fc.tuple(edited(header), edited(claims), fc.constantFrom('', signature)),
  );
  const bearer = token.map((parts) => `Bearer ${parts.join('.')}`);
  return fc.oneof(
    { weight: 6, arbitrary: bearer },
    { weight: 3, arbitrary: editedText(fc.constant(`Bearer ${genuine}`)) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}

/** Some bits of a signature's last letter mean nothing, nor do spaces in front of it all. */
function isSame(authorization: string | undefined, genuine: string): boolean {
  const [told = '', own = ''] = [authorization?.replace(/^Bearer\s+/i, ''), genuine];
  const bytes = (token: string) => token.split('.').map((part) => Buffer.from(part, 'base64url'));
  return bytes(told).join('.') === bytes(own).join('.');
}
