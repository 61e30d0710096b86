/** Slack's signed requests to the bot: commands, presses, forms, searches, events. */
import { createHmac } from 'node:crypto';
import { SIGNING_SECRET } from './slack-workspace.ts';

/** How a request is signed and sent, where it isn't as Slack does it. */
export interface Sending {
  readonly secret?: string;
  /** Seconds since 1970; now unless told otherwise. */
  readonly timestamp?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Request {
  readonly type: 'application/json' | 'application/x-www-form-urlencoded';
  readonly body: string;
}

/** @param to the bot's address, "http://127.0.0.1:49152" */
export function sendSigned(to: string, request: Request, sending?: Sending): Promise<Response> {
  const headers = signedHeaders(request, sending);
  return fetch(`${to}/slack/events`, { method: 'POST', headers, body: request.body });
}

export function signedHeaders(
  { type, body }: Request,
  { secret = SIGNING_SECRET, timestamp, headers = {} }: Sending = {},
): Record<string, string> {
  const at = String(timestamp ?? Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
  return {
    'content-type': type,
    'x-slack-request-timestamp': at,
    'x-slack-signature': `v0=${signature}`,
    ...headers,
  };
}

let count = 0;
/** Slack never sends the same bytes twice by itself: triggers and ids differ. */
const unique = () => {
  count += 1;
  return String(count);
};

const COMMON = { token: 'x', api_app_id: 'A1', is_enterprise_install: false };
const TEAM = { id: 'T000000001', domain: 'acme' };

export interface CommandSaid {
  readonly text: string;
  readonly channel?: string;
  readonly user?: string;
  readonly responseUrl: string;
}

export function commandPayload({ text, channel = 'C1', user = 'U1', responseUrl }: CommandSaid) {
  return {
    ...COMMON,
    is_enterprise_install: 'false',
    team_id: TEAM.id,
    team_domain: TEAM.domain,
    channel_id: channel,
    channel_name: 'reports',
    user_id: user,
    user_name: 'dana',
    command: '/retention',
    text,
    response_url: responseUrl,
    trigger_id: `1.2.${unique()}`,
  };
}

export const asCommand = (said: CommandSaid): Request => form(commandPayload(said));

export interface Pressed {
  /** "show:0:1". */
  readonly action: string;
  readonly command: string;
  readonly channel?: string;
  readonly user?: string;
  readonly ts?: string;
  /** The first message of the thread it stands in. */
  readonly thread?: string;
  readonly isPrivate?: boolean;
  readonly trigger?: string;
  readonly responseUrl: string;
}

export function pressPayload(pressed: Pressed) {
  const { action, command, channel = 'C1', user = 'U1', ts = '1764000000.000100' } = pressed;
  const { isPrivate = false, trigger = `1.2.${unique()}`, thread, responseUrl } = pressed;
  return {
    ...COMMON,
    type: 'block_actions',
    team: TEAM,
    user: { id: user, username: 'dana', name: 'dana', team_id: TEAM.id },
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel,
      is_ephemeral: isPrivate,
      ...(thread ? { thread_ts: thread } : {}),
    },
    channel: { id: channel, name: 'reports' },
    // Slack leaves the message itself out where it is ephemeral.
    ...(isPrivate ? {} : { message: { type: 'message', ts, text: '' } }),
    response_url: responseUrl,
    trigger_id: trigger,
    actions: [
      {
        type: 'button',
        action_id: action,
        block_id: 'b1',
        text: { type: 'plain_text', text: 'A button' },
        value: command,
        action_ts: `1764000001.${unique()}`,
      },
    ],
  };
}

export const asPress = (pressed: Pressed): Request => interaction(pressPayload(pressed));

type View = Readonly<Record<string, unknown>>;

export interface FormFilled {
  /** As it was opened. */
  readonly view: View;
  readonly user?: string;
  readonly fields: {
    readonly app: string;
    readonly grain: string;
    readonly at: string;
    readonly zone: string;
    readonly channel: string;
  };
}

export function asSubmission({ view, user = 'U1', fields }: FormFilled): Request {
  const { app, grain, at, zone, channel } = fields;
  const chosen = (value: string) => ({
    selected_option: { value, text: { type: 'plain_text', text: value } },
  });
  const values = {
    app: { app: { type: 'static_select', ...chosen(app) } },
    grain: { grain: { type: 'radio_buttons', ...chosen(grain) } },
    at: { at: { type: 'timepicker', selected_time: at } },
    zone: { zone: { type: 'external_select', ...chosen(zone) } },
    channel: { channel: { type: 'conversations_select', selected_conversation: channel } },
  };
  return interaction({
    ...COMMON,
    type: 'view_submission',
    team: TEAM,
    user: { id: user, name: 'dana' },
    trigger_id: `1.2.${unique()}`,
    view: { ...view, id: 'V1', hash: unique(), state: { values } },
    response_urls: [],
  });
}

export function asSearch(field: 'app' | 'zone', typed: string, view: View): Request {
  return interaction({
    ...COMMON,
    type: 'block_suggestion',
    team: TEAM,
    user: { id: 'U1', name: 'dana' },
    container: { type: 'view', view_id: 'V1' },
    action_id: field,
    block_id: field,
    value: typed,
    view: { ...view, id: 'V1', hash: unique() },
  });
}

export function eventPayload(event: object, id = `Ev${unique()}`) {
  return {
    ...COMMON,
    team_id: TEAM.id,
    type: 'event_callback',
    event_id: id,
    event_time: 1_764_000_000,
    authorizations: [],
    event,
  };
}

export function asEvent(event: object, id?: string): Request {
  return { type: 'application/json', body: JSON.stringify(eventPayload(event, id)) };
}

function interaction(payload: object): Request {
  return form({ payload: JSON.stringify(payload) });
}

function form(fields: object): Request {
  const body = new URLSearchParams(
    Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return { type: 'application/x-www-form-urlencoded', body: body.toString() };
}
