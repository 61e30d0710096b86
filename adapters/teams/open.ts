/** Opens Teams: the SDK's adapter one way, our endpoint on the bot's own server the other. */
import botbuilder from 'botbuilder';
import type { AdapterHost, Finding, OpenAdapter, Target } from '../../src/ports/adapter.ts';
import { authOf, SERVICE_ORIGINS, type TeamsAuth } from './auth.ts';
import { channelOf } from './channel.ts';
import { listenerOf } from './commands.ts';
import { type Connector, connectorOf } from './connector.ts';
import { addressAt } from './conversations.ts';
import { endpointOf } from './endpoint.ts';
import { toCheckError } from './errors.ts';
import { hearingOf } from './hearing.ts';
import { inLanes } from './lanes.ts';
import { type TeamsSettings, tenantsOf } from './settings.ts';

export interface TeamsOptions {
  /** Origins that may get a token. */
  readonly origins?: readonly string[];
  /** Milliseconds for one call to Teams; nobody else bounds it. */
  readonly deadlineMs?: number;
  /** Milliseconds for the answer to a button; Teams gives up after 15 seconds. */
  readonly pressMs?: number;
  /** Milliseconds for answers under way when the bot stops: it is killed after ten seconds, and digests had five. */
  readonly graceMs?: number;
}

export async function openTeams(
  settings: TeamsSettings,
  targets: readonly Target[],
  host: AdapterHost,
  auth: TeamsAuth = authOf(botbuilder, settings),
  options: TeamsOptions = {},
): Promise<OpenAdapter> {
  const { origins = SERVICE_ORIGINS, deadlineMs = 15_000 } = options;
  const { pressMs = 10_000, graceMs = 3000 } = options;
  const appId = settings.TEAMS_APP_ID;
  const connector = inLanes(connectorOf(botbuilder, auth, { appId, origins, deadlineMs }), host);
  const channel: OpenAdapter['channel'] = (target) => channelOf(target, connector, host);
  const hearing = hearingOf(connector, host, targets, channel, graceMs);
  const listener = listenerOf(hearing, pressMs);
  const gates = { origins, tenants: tenantsOf(settings) };
  host.mount(endpointOf(auth, gates, listener, host.log));
  await tellMissing(targets, host);
  return {
    hears: true,
    channel,
    check: (signal) => check(settings, connector, host, signal),
    checkTarget: (target) => checkTarget(target, host),
    // Teams calls the bot, at the route mounted above.
    listen() {},
    close: () => listener.drained(),
  };
}

async function tellMissing(targets: readonly Target[], host: AdapterHost): Promise<void> {
  for (const { name, id } of targets) {
    if (!(await addressAt(host.addresses, id)))
      host.log.warn({ channel: name }, 'A Teams channel waits for the app to be installed there');
  }
}

async function check(
  { TEAMS_APP_ID, TEAMS_TENANT_ID }: TeamsSettings,
  connector: Connector,
  host: AdapterHost,
  signal: AbortSignal,
): Promise<Finding[]> {
  try {
    await connector.token(`${SERVICE_ORIGINS[0]}/teams/`, signal);
  } catch (error) {
    throw toCheckError(error);
  }
  const { terminal } = host.text(host.localeOf(''));
  const message = terminal.teamsChecked({ app: TEAMS_APP_ID, tenant: TEAMS_TENANT_ID });
  return [{ name: 'chat', status: 'ok', message, fix: '' }];
}

/** Teams tells a bot where it is installed when that happens, and not when asked. */
async function checkTarget({ id }: Target, host: AdapterHost): Promise<Finding> {
  const { terminal } = host.text(host.localeOf(''));
  const about = { name: 'channel', fix: '', fromAddresses: true } as const;
  return (await addressAt(host.addresses, id))
    ? { ...about, status: 'ok', message: terminal.teamsChannel }
    : { ...about, status: 'note', message: terminal.teamsWaits };
}
