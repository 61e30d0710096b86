/** The way out to Teams: the SDK's CloudAdapter, with one attempt and a deadline for every call. */
import type { Activity, CloudAdapter, ConversationReference, TurnContext } from 'botbuilder';
import { ChannelError } from '../../src/core/errors.ts';
import { isTrusted, type TeamsAuth } from './auth.ts';
import type { TeamsAddress } from './conversations.ts';
import { isGone, ofOneMessage, toChannelError } from './errors.ts';
import type { TeamsActivity } from './limits.ts';

/** One conversation, and what errors call it. */
export interface Place {
  readonly address: TeamsAddress;
  /** The chat itself, or a thread in it (`…;messageid=…`). */
  readonly conversation: string;
  readonly channel: string;
}

/** What one person alone sees in a chat of many. */
export interface WhisperedActivity extends TeamsActivity {
  /** Teams' id of that person, not Entra's: `29:…`. */
  readonly recipient: { readonly id: string };
}

/** All throw a ChannelError. */
export interface Connector {
  /** The new message's id. */
  post(place: Place, activity: TeamsActivity, signal: AbortSignal): Promise<string>;
  edit(place: Place, id: string, activity: TeamsActivity, signal: AbortSignal): Promise<void>;
  /** Teams keeps it for a day. */
  whisper(place: Place, activity: WhisperedActivity, signal: AbortSignal): Promise<void>;
  /** Shows that the bot is at work. */
  type(place: Place, signal: AbortSignal): Promise<void>;
  /** Gets a new token; rejects as the SDK does. */
  token(serviceUrl: string, signal: AbortSignal): Promise<void>;
}

export interface ConnectorOptions {
  readonly appId: string;
  readonly origins: readonly string[];
  readonly deadlineMs: number;
}

export function connectorOf(
  botbuilder: typeof import('botbuilder'),
  auth: TeamsAuth,
  options: ConnectorOptions,
): Connector {
  // No onTurnError: it would swallow what went wrong. Nothing here answers a chat with an error.
  const adapter = new botbuilder.CloudAdapter(auth);

  return {
    async post(place, activity, signal) {
      const answer = await within(place, signal, (context) =>
        context.sendActivity(activity as unknown as Partial<Activity>),
      );
      if (answer?.id) return answer.id;
      const detail = 'no id';
      throw new ChannelError('unknown', 'channel_unclear', { channel: place.channel, detail });
    },
    async edit(place, id, activity, signal) {
      await within(place, signal, (context) =>
        context.updateActivity({ ...activity, id } as unknown as Partial<Activity>),
      );
    },
    async whisper(place, activity, signal) {
      const { botId, botName } = place.address;
      const whispered = {
        ...activity,
        from: { id: botId, name: botName ?? '' },
        conversation: { id: place.conversation },
      } as unknown as Partial<Activity>;
      // The context's own way would answer everybody, and the SDK knows no other.
      const call = (context: TurnContext) =>
        clientOf(adapter, context).conversations.sendToConversation(place.conversation, whispered);
      try {
        await within(place, signal, call, 'isTargetedActivity=true');
      } catch (error) {
        // Where Teams takes no whispers it may take messages.
        throw ofOneMessage(error);
      }
    },
    async type(place, signal) {
      await within(place, signal, (context) => context.sendActivity({ type: 'typing' }));
    },
    async token(serviceUrl, signal) {
      const stop = AbortSignal.any([signal, AbortSignal.timeout(options.deadlineMs)]);
      const reference = { serviceUrl, channelId: 'msteams', conversation: { id: 'none' } };
      await untilAborted(stop, () =>
        turn(reference as Partial<ConversationReference>, (context) =>
          clientOf(adapter, context).credentials.getToken(true),
        ),
      );
    },
  };

  async function within<T>(
    { address, conversation, channel }: Place,
    signal: AbortSignal,
    call: (context: TurnContext) => Promise<T>,
    query?: string,
  ): Promise<T> {
    // An address may have been stored before the list was what it is.
    if (!isTrusted(address.serviceUrl, options.origins))
      throw new ChannelError('rejected', 'teams_blocked', { channel, detail: 'service URL' });
    const wire: Wire = {
      stop: AbortSignal.any([signal, AbortSignal.timeout(options.deadlineMs)]),
      reached: false,
      query,
    };
    try {
      return await untilAborted(wire.stop, () =>
        turn(referenceTo(address, conversation), (context) => {
          tame(clientOf(adapter, context), wire);
          return call(context);
        }),
      );
    } catch (error) {
      const known = toChannelError(error, channel, wire.reached);
      // A thread that is gone closes no chat.
      const isThread = conversation !== address.conversationId;
      throw isThread && isGone(error) ? ofOneMessage(known) : known;
    }
  }

  async function turn<T>(
    reference: Partial<ConversationReference>,
    call: (context: TurnContext) => Promise<T>,
  ): Promise<T> {
    let result: { value: T } | undefined;
    await adapter.continueConversationAsync(options.appId, reference, async (context) => {
      result = { value: await call(context) };
    });
    if (!result) throw new Error('the SDK did not run the turn');
    return result.value;
  }
}

function referenceTo(address: TeamsAddress, conversation: string): Partial<ConversationReference> {
  const { channelId, serviceUrl, conversationType = '', tenantId = '', botName = '' } = address;
  return {
    channelId,
    serviceUrl,
    bot: { id: address.botId, name: botName },
    conversation: {
      id: conversation,
      name: '',
      conversationType,
      tenantId,
      isGroup: conversationType !== 'personal',
    },
  };
}

interface Wire {
  readonly stop: AbortSignal;
  /** Whether a request was handed to the network. */
  reached: boolean;
  /** What the SDK can't say of itself. */
  readonly query: string | undefined;
}

/** What we use of the SDK's ConnectorClient, which is made anew for every turn; `client` is private in its types. */
interface SdkClient {
  readonly credentials: { getToken(forceRefresh: boolean): Promise<string> };
  readonly conversations: {
    sendToConversation(id: string, activity: Partial<Activity>): Promise<unknown>;
  };
  readonly client: {
    readonly pipeline: {
      removePolicy(which: { name: string }): unknown;
      addPolicy(policy: Policy, order: { afterPolicies: string[] }): void;
    };
  };
}

interface Policy {
  readonly name: string;
  sendRequest<R>(
    request: { url: string; abortSignal?: AbortSignal },
    next: (request: object) => Promise<R>,
  ): Promise<R>;
}

function clientOf(adapter: CloudAdapter, context: TurnContext): SdkClient {
  return context.turnState.get(adapter.ConnectorClientKey) as SdkClient;
}

/**
 * Left alone, the SDK repeats a post three times after a 5xx or a reset connection, which may show it
 * four times in the chat; it waits for ever; it follows redirects. Its own options for this are ignored.
 */
function tame({ client }: SdkClient, wire: Wire): void {
  client.pipeline.removePolicy({ name: 'defaultRetryPolicy' });
  client.pipeline.removePolicy({ name: 'redirectPolicy' });
  const policy: Policy = {
    name: 'oneAttempt',
    sendRequest(request, next) {
      // The token was fetched before this, which nothing can abort.
      wire.stop.throwIfAborted();
      wire.reached = true;
      request.abortSignal = wire.stop;
      if (wire.query) request.url += `?${wire.query}`;
      return next(request);
    },
  };
  client.pipeline.addPolicy(policy, {
    afterPolicies: ['ServiceClientContext_Credentials_SignRequest'],
  });
}

/** Rejects with the signal's reason, even while the SDK waits for a token. */
async function untilAborted<T>(stop: AbortSignal, work: () => Promise<T>): Promise<T> {
  stop.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(stop.reason);
  stop.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work(), aborted.promise]);
  } finally {
    stop.removeEventListener('abort', abort);
  }
}
