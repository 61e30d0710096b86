/** Opens Slack: the Web API one way, Bolt on the bot's own server the other. */
import { App, ExpressReceiver } from '@slack/bolt';
import { ChannelError } from '../../src/core/errors.ts';
import type { AdapterHost, Finding, OpenAdapter, Target } from '../../src/ports/adapter.ts';
import { channelOf } from './channel.ts';
import { clientsOf, fetchWithin, type SlackClients, sdkLogger } from './clients.ts';
import { listen } from './commands.ts';
import { neededScope, toCheckError } from './errors.ts';
import { scopeFindings } from './scopes.ts';
import type { SlackSettings } from './settings.ts';

/** Slack's slash commands, interactions and events all come here. */
const ENDPOINT = '/slack/events';
/** An answer through a response_url; nobody else bounds it. */
const RESPOND_MS = 10_000;

export async function openSlack(settings: SlackSettings, host: AdapterHost): Promise<OpenAdapter> {
  const clients = clientsOf(settings, host.log);
  const logger = sdkLogger(host.log);
  const receiver = new ExpressReceiver({
    signingSecret: settings.SLACK_SIGNING_SECRET,
    endpoints: ENDPOINT,
    logger,
  });
  const app = new App({
    receiver,
    logger,
    // Given a token, Bolt asks auth.test before the first acknowledgement: an unreachable Slack
    // would cost that command its three seconds.
    authorize: async () => ({ botToken: settings.SLACK_BOT_TOKEN }),
    clientOptions: { fetch: fetchWithin(() => AbortSignal.timeout(RESPOND_MS)) },
  });
  const drained = listen(app, host);
  receiver.app.disable('x-powered-by');
  host.mount((request, response, next) => {
    if (request.url?.split('?')[0] !== ENDPOINT) return next();
    // Every request to the path is ours; what Express leaves (another verb) it answers with 404.
    receiver.app(request, response);
  });
  return {
    channel: (target) => channelOf(target, clients, host),
    check: (signal) => check(clients, host, signal),
    checkTarget: (target, signal) => checkTarget(target, clients, host, signal),
    // Bolt has no server of its own here, so there is nothing of it to stop.
    close: drained,
  };
}

async function check(
  clients: SlackClients,
  host: AdapterHost,
  signal: AbortSignal,
): Promise<Finding[]> {
  const locale = host.localeOf('');
  const text = host.text(locale);
  try {
    const {
      team = '',
      user = '',
      response_metadata: told,
    } = await clients.reads(signal).auth.test();
    const message = text.terminal.slackChecked({ team, user });
    const scopes = told?.scopes ? scopeFindings(told.scopes, text, locale) : [];
    return [{ name: 'chat', status: 'ok', message, fix: '' }, ...scopes];
  } catch (error) {
    throw toCheckError(error);
  }
}

async function checkTarget(
  { name, id }: Target,
  clients: SlackClients,
  host: AdapterHost,
  signal: AbortSignal,
): Promise<Finding> {
  const { terminal, errors } = host.text(host.localeOf(''));
  // The id, because it is what may be mistyped.
  const channel = `${name} (${id})`;
  try {
    const { channel: found } = await clients.reads(signal).conversations.info({ channel: id });
    if (found?.is_archived) throw new ChannelError('rejected', 'slack_archived', { channel });
    if (found?.is_member === false)
      throw new ChannelError('rejected', 'slack_not_in_channel', { channel });
    const chat = found?.name ? `#${found.name}` : id;
    return { name: 'channel', status: 'ok', message: terminal.slackChannel({ chat }), fix: '' };
  } catch (error) {
    const needed = neededScope(error);
    if (!needed) throw toCheckError(error, channel);
    const message = terminal.slackUnseen({ needed });
    return { name: 'channel', status: 'note', message, fix: errors.slack_scope({ needed }).hint };
  }
}
