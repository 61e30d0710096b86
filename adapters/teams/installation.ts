/** The app comes into a chat and leaves it: the address by which the bot posts there, and its greeting. */
import { plainDigest } from '../../src/core/digest.ts';
import { activityFor } from './channel.ts';
import type { Incoming } from './conversations.ts';
import { type Heard, type Hearing, heardIn } from './hearing.ts';

/** For posting the greeting. */
const GREET_MS = 60_000;

export async function added(activity: Incoming, hearing: Hearing): Promise<void> {
  const { host } = hearing;
  const heard = heardIn(activity);
  const { address } = heard.place;
  const id = address.conversationId;
  // Teams tells of one installation twice; the address book knows which of the two came first.
  const isNew = await host.addresses.remember('teams', id, address);
  // Whatever kept messages from it is over, even where nobody told that the app had left.
  await host.resume(`teams:${id}`);
  if (isNew) hearing.later(() => greet(heard, hearing));
}

/** Its numbered subscriptions stay, for when the app comes back; nothing is posted without an address. */
export async function removed(activity: Incoming, { host }: Hearing): Promise<void> {
  const { conversationId: id } = heardIn(activity).place.address;
  await host.addresses.forget('teams', id);
  host.log.info({ conversation: id }, 'The app was removed from a Teams conversation');
}

async function greet({ place, kind }: Heard, { host, connector }: Hearing): Promise<void> {
  const id = place.address.conversationId;
  const locale = host.localeOf(id);
  const words = host.text(locale).commands;
  const label = words.greetSubscribe({ chat: kind });
  const digest = plainDigest({
    locale,
    title: words.greetTitle,
    summary: words.greet({ chat: kind }),
    sections: [
      { kind: 'list', heading: words.greetHeading({ chat: kind }), items: words.greetItems },
    ],
    actions: [[{ label, does: 'show', command: 'subscribe', isCurrent: false }]],
  });
  const signal = AbortSignal.timeout(GREET_MS);
  const activity = await activityFor(digest, place.channel, host, signal);
  await connector.post({ ...place, conversation: id }, activity, signal);
}
