/** How to reach a Teams conversation later: our own JSON, made from what Teams sends. */
import { z } from 'zod';
import type { AddressBook } from '../../src/ports/stores.ts';

const account = z.object({ id: z.string(), name: z.string().optional() });

/** The fields of an activity that we use; its shape is the Bot Framework's. */
export const incoming = z.object({
  type: z.string(),
  id: z.string().optional(),
  channelId: z.string(),
  serviceUrl: z.string(),
  /** Of an installationUpdate: add, add-upgrade, remove, remove-upgrade. */
  action: z.string().optional(),
  text: z.string().nullish(),
  /** Of an invoke: which. */
  name: z.string().optional(),
  /** Of an invoke, or of a button that sends a message. */
  value: z.unknown().optional(),
  /** The message a button was pressed on. */
  replyToId: z.string().optional(),
  /** `isTargeted` where the sender alone is to see the answer. */
  recipient: account.extend({ isTargeted: z.boolean().nullish() }),
  /** The Entra id stays the same in every conversation; the other does not. */
  from: z.object({ id: z.string(), aadObjectId: z.string().optional() }).optional(),
  conversation: z.object({
    id: z.string().min(1),
    conversationType: z.string().optional(),
    tenantId: z.string().optional(),
  }),
  membersAdded: z.array(z.object({ id: z.string() })).optional(),
  membersRemoved: z.array(z.object({ id: z.string() })).optional(),
  entities: z
    .array(
      z.object({
        type: z.string(),
        mentioned: z.object({ id: z.string() }).optional(),
        text: z.string().optional(),
      }),
    )
    .optional(),
  channelData: z
    .object({
      tenant: z.object({ id: z.string() }).nullish(),
      team: z.object({ id: z.string() }).nullish(),
      /** Of an installationUpdate in a team: the channel it was made in. */
      settings: z
        .object({ selectedChannel: z.object({ id: z.string().min(1) }).optional() })
        .nullish(),
    })
    .nullish(),
});

export type Incoming = z.output<typeof incoming>;

const stored = z.object({
  channelId: z.literal('msteams'),
  /** Regional, and Teams may move a conversation: the newest one seen. */
  serviceUrl: z.url(),
  /** Of the chat or channel, never of a thread in it. */
  conversationId: z.string(),
  /** personal, groupChat or channel. */
  conversationType: z.string().optional(),
  tenantId: z.string().optional(),
  teamId: z.string().optional(),
  /** Of a chat with the bot: who it is with, by Entra's id. */
  userId: z.string().optional(),
  botId: z.string(),
  botName: z.string().optional(),
});

export type TeamsAddress = z.output<typeof stored>;

export function addressOf(activity: Incoming): TeamsAddress {
  const { conversation, channelData, recipient, from } = activity;
  return {
    channelId: 'msteams',
    serviceUrl: activity.serviceUrl,
    conversationId: chatOf(conversation.id),
    conversationType: conversation.conversationType,
    tenantId: conversation.tenantId ?? channelData?.tenant?.id,
    teamId: channelData?.team?.id,
    userId: conversation.conversationType === 'personal' ? from?.aadObjectId : undefined,
    botId: recipient.id,
    botName: recipient.name,
  };
}

/**
 * Of an installation or its end. In a team Teams speaks in the name of its General channel, whichever
 * channel was chosen (msteams-docs, issue 1728); that one comes last.
 */
export function addressesOf(activity: Incoming): readonly TeamsAddress[] {
  const address = addressOf(activity);
  const chosen = activity.channelData?.settings?.selectedChannel?.id;
  if (!chosen || chosen === address.conversationId) return [address];
  return [address, { ...address, conversationId: chosen }];
}

/** What a conversation is; what Teams may call it one day is taken for a group. */
export type ChatKind = 'personal' | 'group' | 'channel';

export function kindOf({ conversationType }: TeamsAddress): ChatKind {
  if (conversationType === 'personal' || conversationType === 'channel') return conversationType;
  return 'group';
}

/** The thread under a message of a channel; a message that is a reply stands in one already. */
export function threadOf(conversation: string, activity: string): string {
  const isReply = chatOf(conversation) !== conversation;
  return isReply ? conversation : `${conversation};messageid=${activity}`;
}

/** The chat a conversation id belongs to: replies in a channel carry their thread as `;messageid=…`. */
function chatOf(conversationId: string): string {
  return conversationId.replace(/;messageid=.*$/s, '');
}

/**
 * Undefined where the app isn't installed, or what is stored isn't ours any more. A person who
 * subscribed is known by Entra's id, and reached in their own chat with the bot.
 */
export async function addressAt(
  addresses: AddressBook,
  conversationId: string,
): Promise<TeamsAddress | undefined> {
  const id = chatOf(conversationId);
  const all = await addresses.list('teams');
  const known = all.find((one) => one.id === id);
  if (known) return stored.safeParse(known.address).data;
  return all.map(({ address }) => stored.safeParse(address).data).find((one) => one?.userId === id);
}
