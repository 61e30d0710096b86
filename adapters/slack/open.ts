/** Opens Slack: the Web API one way, Bolt the other, over HTTP or Socket Mode. */
import { App } from '@slack/bolt';
import type { AdapterHost, OpenAdapter, Target } from '../../src/ports/adapter.ts';
import { hearButtons } from './buttons.ts';
import { hearChanges } from './changes.ts';
import { channelOf } from './channel.ts';
import { check, checkTarget } from './check.ts';
import { clientsOf, fetchWithin, sdkLogger } from './clients.ts';
import { hearCommands } from './commands.ts';
import { hearForm } from './form.ts';
import { type Hearing, hearingOf } from './hearing.ts';
import { hearMentions } from './mentions.ts';
import { httpInbound } from './receiver.ts';
import { seenOf } from './replays.ts';
import type { SlackSettings } from './settings.ts';
import { socketInbound } from './socket.ts';

/** An answer through a response_url; nobody else bounds it. */
const RESPOND_MS = 10_000;

export async function openSlack(
  settings: SlackSettings,
  targets: readonly Target[],
  host: AdapterHost,
): Promise<OpenAdapter> {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken } = settings;
  const clients = clientsOf(settings, host.log);
  const inbound = appToken
    ? socketInbound(appToken, settings, host)
    : httpInbound(settings.SLACK_SIGNING_SECRET ?? '', host);
  const app = new App({
    receiver: inbound.receiver,
    logger: sdkLogger(host.log),
    // Given a token, Bolt asks auth.test before the first acknowledgement: an unreachable Slack
    // would cost that command its three seconds. It keeps a client for each team it is told of, under
    // whatever name that has, "__proto__" too: one installation serves one workspace, which needs no name.
    authorize: async () => ({ botToken, teamId: 'own' }),
    clientOptions: { fetch: fetchWithin(() => AbortSignal.timeout(RESPOND_MS)) },
  });
  const hearing = hearingOf(clients, host, targets);
  hearAll(app, hearing);
  return {
    hears: true,
    channel: (target) => channelOf(target, clients, host),
    check: (signal) => check(settings, clients, host, signal),
    checkTarget: (target, signal) => checkTarget(target, clients, host, signal),
    listen: inbound.listen,
    async close() {
      await inbound.close();
      await hearing.drained();
    },
  };
}

/** Everything Slack tells the bot. */
export function hearAll(app: App, hearing: Hearing): void {
  const seen = seenOf(hearing.host.clock);
  // Slack repeats an event that it thinks was lost; it is acknowledged by then, and done once.
  app.use(async ({ body, next }) => {
    if (!('event_id' in body) || seen.isNew(String(body.event_id))) await next();
  });
  hearCommands(app, hearing);
  hearButtons(app, hearing);
  hearForm(app, hearing);
  hearMentions(app, hearing);
  hearChanges(app, hearing);
}
