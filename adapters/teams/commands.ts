/** What Teams tells the bot: it was added, removed, or spoken to. */
import { type Digest, plainDigest } from '../../src/core/digest.ts';
import type { AdapterHost } from '../../src/ports/adapter.ts';
import { activityFor } from './channel.ts';
import type { Connector, Place } from './connector.ts';
import { addressOf, type Incoming } from './conversations.ts';

export interface Listener {
  /** Resolves once the activity is safely noted; answers follow on their own. */
  hear(activity: Incoming): Promise<void>;
  /** Waits for the answers still under way. */
  drained(): Promise<void>;
}

/** For drawing and posting one answer; Teams itself waits 15 seconds for the acknowledgement alone. */
const ANSWER_MS = 60_000;

export function listenerOf(connector: Connector, host: AdapterHost): Listener {
  const running = new Set<Promise<void>>();
  const later = (work: Promise<void>) => {
    const tracked: Promise<void> = work
      .catch((err: unknown) => host.log.warn({ err }, 'Teams was not answered'))
      .finally(() => running.delete(tracked));
    running.add(tracked);
  };

  return {
    async hear(activity) {
      const address = addressOf(activity);
      const id = address.conversationId;
      const place = { address, conversation: activity.conversation.id, channel: id };
      switch (whatOf(activity)) {
        case 'removed':
          await host.addresses.forget('teams', id);
          host.log.info({ conversation: id }, 'The app was removed from a Teams conversation');
          return;
        case 'added': {
          // Teams tells of one installation twice; the address book knows which of the two came first.
          const isNew = await host.addresses.remember('teams', id, address);
          if (isNew) {
            // What kept messages from it is over.
            await host.resume(`teams:${id}`);
            later(greet({ ...place, conversation: id }));
          }
          return;
        }
        case 'spoken':
          await host.addresses.remember('teams', id, address);
          later(answer(commandOf(activity), userOf(activity), place));
          return;
        case 'other':
          return;
      }
    },
    async drained() {
      while (running.size > 0) await Promise.all(running);
    },
  };

  async function greet(place: Place): Promise<void> {
    const locale = host.localeOf(place.address.conversationId);
    const { greetTitle, greet } = host.text(locale).commands;
    await say(plainDigest({ locale, title: greetTitle, summary: greet }), place);
  }

  async function answer(text: string, user: string, place: Place): Promise<void> {
    const id = place.address.conversationId;
    const typing = connector
      .type(place, AbortSignal.timeout(ANSWER_MS))
      .catch((err: unknown) => host.log.debug({ err }, 'Teams took no typing indicator'));
    const digest = await host.answer({
      text,
      locale: host.localeOf(id),
      place: { adapter: 'teams', id },
      user,
      // Teams hands on only what is said where the app is installed.
      isMember: async () => true,
    });
    await Promise.all([typing, say(digest, place)]);
  }

  async function say(digest: Digest, place: Place): Promise<void> {
    const signal = AbortSignal.timeout(ANSWER_MS);
    await connector.post(place, await activityFor(digest, place.channel, host, signal), signal);
  }
}

/** Only what brings the bot in or speaks to it makes an address: after a removal other events still come. */
function whatOf({ type, action, membersAdded, recipient }: Incoming) {
  if (type === 'message') return 'spoken';
  if (type === 'installationUpdate' && action === 'remove') return 'removed';
  if (type === 'installationUpdate' && action?.startsWith('add')) return 'added';
  if (type === 'conversationUpdate' && membersAdded?.some(({ id }) => id === recipient.id))
    return 'added';
  return 'other';
}

function userOf({ from }: Incoming): string {
  return from?.aadObjectId ?? from?.id ?? '';
}

/** "/retention daily", "retention daily" or "daily", without the mention; a message without text asks for help. */
function commandOf({ text, entities = [], recipient }: Incoming): string {
  if (typeof text !== 'string') return 'help';
  const mentions = entities.filter(
    ({ type, mentioned }) => type === 'mention' && mentioned?.id === recipient.id,
  );
  return mentions
    .reduce((rest, mention) => rest.replaceAll(mention.text ?? '', ' '), text)
    .replaceAll(/&nbsp;|\s+/g, ' ')
    .trim()
    .replace(/^\/?retention\b/i, '')
    .trim();
}
