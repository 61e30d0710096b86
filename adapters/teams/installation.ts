/** The app comes into a chat and leaves it: the address by which the bot posts there, and its greeting. */
import { plainDigest } from '../../src/core/digest.ts';
import { activityFor } from './channel.ts';
import { addressesOf, type Incoming, kindOf, type TeamsAddress } from './conversations.ts';
import type { Hearing } from './hearing.ts';

/** For posting the greeting. */
const GREET_MS = 60_000;

export async function added(activity: Incoming, hearing: Hearing): Promise<void> {
  const { host } = hearing;
  const addresses = addressesOf(activity);
  const chosen = addresses.at(-1);
  const areNew: boolean[] = [];
  for (const address of addresses) {
    const id = address.conversationId;
    areNew.push(await host.addresses.remember('teams', id, address));
    // Whatever kept messages from it is over, even where nobody told that the app had left.
    await host.resume(`teams:${id}`);
  }
  // Teams tells of one installation twice; the address book knows which of the two came first.
  if (areNew[0] && chosen) hearing.later(() => greet(chosen, hearing));
}

/** Its numbered subscriptions stay, for when the app comes back; nothing is posted without an address. */
export async function removed(activity: Incoming, { host }: Hearing): Promise<void> {
  for (const { conversationId: id } of addressesOf(activity)) {
    await host.addresses.forget('teams', id);
    host.log.info({ conversation: id }, 'The app was removed from a Teams conversation');
  }
}

async function greet(address: TeamsAddress, hearing: Hearing): Promise<void> {
  const { host, connector } = hearing;
  const id = address.conversationId;
  const kind = kindOf(address);
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
  const signal = hearing.within(GREET_MS);
  const activity = await activityFor(digest, id, host, signal);
  await connector.post({ address, conversation: id, channel: id }, activity, signal);
}
