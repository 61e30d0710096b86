/** What Teams sends to a bot: installations, removals, messages and presses, as seen from real ones. */

const BOT = { id: '28:11111111-2222-3333-4444-555555555555', name: 'Retention' };
const TENANT = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

export interface Chat {
  readonly id: string;
  readonly conversationType: 'personal' | 'groupChat' | 'channel';
}

export const PERSONAL: Chat = { id: 'a:1personal', conversationType: 'personal' };
export const GROUP: Chat = { id: '19:group@thread.v2', conversationType: 'groupChat' };
export const CHANNEL: Chat = { id: '19:growth@thread.tacv2', conversationType: 'channel' };

let count = 0;

function activity(serviceUrl: string, chat: Chat, fields: object): Record<string, unknown> {
  count += 1;
  return {
    id: `incoming-${count}`,
    timestamp: '2026-11-22T01:30:00.000Z',
    channelId: 'msteams',
    serviceUrl,
    from: { id: '29:1user', name: 'Ada', aadObjectId: 'ffffffff-0000-0000-0000-000000000000' },
    recipient: BOT,
    conversation: {
      ...chat,
      tenantId: TENANT,
      ...(chat.conversationType === 'personal' ? {} : { isGroup: true }),
    },
    channelData: {
      tenant: { id: TENANT },
      ...(chat.conversationType === 'channel' ? { team: { id: '19:team@thread.tacv2' } } : {}),
    },
    locale: 'en-US',
    ...fields,
  };
}

export function installed(serviceUrl: string, chat: Chat) {
  return activity(serviceUrl, chat, { type: 'installationUpdate', action: 'add' });
}

export function uninstalled(serviceUrl: string, chat: Chat) {
  return activity(serviceUrl, chat, { type: 'installationUpdate', action: 'remove' });
}

/** The other event of an installation. */
export function joined(serviceUrl: string, chat: Chat, id = BOT.id) {
  return activity(serviceUrl, chat, { type: 'conversationUpdate', membersAdded: [{ id }] });
}

export function said(serviceUrl: string, chat: Chat, text: string) {
  return activity(serviceUrl, chat, { type: 'message', text, textFormat: 'plain' });
}

/** As in a channel, where a bot hears what mentions it alone; a reply carries its thread. */
export function mentioned(serviceUrl: string, chat: Chat, text: string, thread: string) {
  const at = `<at>${BOT.name}</at>`;
  const place = { ...chat, id: `${chat.id};messageid=${thread}` };
  return activity(serviceUrl, place, {
    type: 'message',
    text: `${at}${text}\n`,
    entities: [
      { type: 'clientInfo', locale: 'en-US', platform: 'Web' },
      { type: 'mention', mentioned: BOT, text: at },
    ],
  });
}

/** A slash command: only who typed it sees it. */
export function whispered(serviceUrl: string, chat: Chat, text: string) {
  const recipient = { ...BOT, isTargeted: true };
  return { ...said(serviceUrl, chat, text), recipient };
}

/** A button of a card (Action.Execute). */
export function pressed(serviceUrl: string, chat: Chat, verb: string, data: unknown, on = 'card') {
  return activity(serviceUrl, chat, {
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: on,
    value: { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' },
  });
}

/** The message that a button of an older kind sends (Action.Submit). */
export function submitted(serviceUrl: string, chat: Chat, value: object) {
  return activity(serviceUrl, chat, { type: 'message', replyToId: 'card', value });
}
