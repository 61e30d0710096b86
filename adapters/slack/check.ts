/** What `doctor` finds of Slack: the token, how commands arrive, the scopes, and each channel. */
import { ChannelError, wordsOf } from '../../src/core/errors.ts';
import type { AdapterHost, Finding, Target } from '../../src/ports/adapter.ts';
import type { SlackClients } from './clients.ts';
import { neededScope, toCheckError } from './errors.ts';
import { scopeFindings } from './scopes.ts';
import type { SlackSettings } from './settings.ts';
import { checkSocket } from './socket.ts';

export async function check(
  settings: SlackSettings,
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
    const arrival = await checkArrival(settings, host, signal);
    return [{ name: 'chat', status: 'ok', message, fix: '' }, arrival, ...scopes];
  } catch (error) {
    throw toCheckError(error);
  }
}

/** Without it digests are posted all the same, so it doesn't stand in the way of the rest. */
async function checkArrival(
  settings: SlackSettings,
  host: AdapterHost,
  signal: AbortSignal,
): Promise<Finding> {
  const text = host.text(host.localeOf(''));
  const { SLACK_APP_TOKEN: appToken } = settings;
  const ok = (message: string) => ({ name: 'chat', status: 'ok', message, fix: '' }) as const;
  if (!appToken) return ok(text.terminal.slackHttp);
  try {
    await checkSocket(appToken, settings, host, signal);
    return ok(text.terminal.slackSocket);
  } catch (error) {
    const { message, hint } = wordsOf(error, text);
    return { name: 'chat', status: 'fault', message, fix: hint };
  }
}

export async function checkTarget(
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
