/** Who is who: the bot's own credentials, and whether a request is Teams'. */
import type { Activity, CloudAdapter } from 'botbuilder';
import type { TeamsSettings } from './settings.ts';

type Botbuilder = typeof import('botbuilder');

/** The SDK's BotFrameworkAuthentication: checks tokens that come in, makes the ones that go out. */
export type TeamsAuth = NonNullable<ConstructorParameters<typeof CloudAdapter>[0]>;

/**
 * Without a type the SDK takes a bot for multi-tenant, which Azure no longer creates; with an empty
 * id it accepts every request. Hence the settings are never empty and the type is always told.
 */
export function singleTenant(botbuilder: Botbuilder, settings: TeamsSettings): TeamsAuth {
  return new botbuilder.ConfigurationBotFrameworkAuthentication({
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppId: settings.TEAMS_APP_ID,
    MicrosoftAppPassword: settings.TEAMS_APP_PASSWORD,
    MicrosoftAppTenantId: settings.TEAMS_TENANT_ID,
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
