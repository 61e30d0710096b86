/** Who is who: the bot's own credentials, and whether a request is Teams'. */
import type { Activity, CloudAdapter } from 'botbuilder';
import type { Incoming } from './conversations.ts';
import type { TeamsSettings } from './settings.ts';

type Botbuilder = typeof import('botbuilder');

/** The SDK's BotFrameworkAuthentication: checks tokens that come in, makes the ones that go out. */
export type TeamsAuth = NonNullable<ConstructorParameters<typeof CloudAdapter>[0]>;

/**
 * Without a type the SDK takes a bot for multi-tenant, which Azure no longer creates; with an empty
 * id it accepts every request. Hence the settings are never empty and the type is always told.
 */
export function authOf(botbuilder: Botbuilder, settings: TeamsSettings): TeamsAuth {
  const { TEAMS_APP_TYPE, TEAMS_APP_PASSWORD } = settings;
  // With a managed identity the SDK takes no password, not even one that was left in the environment.
  const secret = TEAMS_APP_TYPE === 'SingleTenant' ? TEAMS_APP_PASSWORD : undefined;
  return new botbuilder.ConfigurationBotFrameworkAuthentication({
    MicrosoftAppType: TEAMS_APP_TYPE,
    MicrosoftAppId: settings.TEAMS_APP_ID,
    MicrosoftAppTenantId: settings.TEAMS_TENANT_ID,
    ...(secret === undefined ? {} : { MicrosoftAppPassword: secret }),
  });
}

/** Where a bearer token may go; a token sent elsewhere lets its receiver speak as the bot. */
export const SERVICE_ORIGINS: readonly string[] = [
  'https://smba.trafficmanager.net',
  'https://smba.infra.gcc.teams.microsoft.com',
  'https://smba.infra.gov.teams.microsoft.us',
];

export function isTrusted(serviceUrl: string, origins: readonly string[]): boolean {
  return URL.canParse(serviceUrl) && origins.includes(new URL(serviceUrl).origin);
}

/**
 * A genuine token says that Teams speaks to this bot, and not for whom: an app may be installed in
 * directories it wasn't made for. Every tenant that an activity names must be on the list.
 */
export function isAllowed(
  { channelData, conversation }: Pick<Incoming, 'channelData' | 'conversation'>,
  tenants: readonly string[],
): boolean {
  const named = [channelData?.tenant?.id, conversation.tenantId].filter(Boolean);
  const allowed = tenants.map((tenant) => tenant.toLowerCase());
  return named.length > 0 && named.every((one = '') => allowed.includes(one.toLowerCase()));
}

/**
 * Checks the token of a request: signature, age, audience, issuer, endorsement and service URL.
 * `unclear` when Microsoft's keys couldn't be fetched, so that Teams tries again.
 */
export async function judge(
  auth: TeamsAuth,
  activity: object,
  authorization: string,
): Promise<'genuine' | 'forged' | 'unclear'> {
  try {
    await auth.authenticateRequest(activity as Activity, authorization);
    return 'genuine';
  } catch (error) {
    // Whatever isn't trouble with the keys is the token's fault. The SDK's own answer to most of it is
    // 500: it knows its AuthenticationError (401) alone and lets the errors of jsonwebtoken through.
    const { statusCode, name } = error as { statusCode?: number; name?: string };
    return statusCode === 500 || name === 'FetchError' ? 'unclear' : 'forged';
  }
}
