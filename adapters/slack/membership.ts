/** Who is in a channel that the bot is in: they may ask, where no list says who may. */
import type { webApi } from '@slack/bolt';
import type { AdapterHost } from '../../src/ports/adapter.ts';
import type { SlackClients } from './clients.ts';
import { codeOf } from './errors.ts';

export interface Membership {
  /** Whether somebody who speaks in a channel is in any the bot is in; undefined where Slack doesn't tell. */
  isMember(user: string, channel: string): Promise<boolean | undefined>;
  /** Whether somebody is in this very channel. */
  isIn(user: string, channel: string): Promise<boolean | undefined>;
  /** Whether the bot is; asked anew. */
  isBotIn(channel: string, signal: AbortSignal): Promise<boolean | undefined>;
  /** The bot has come into another channel. */
  forget(): void;
}

/** The permission is waited for, by somebody. */
const DEADLINE_MS = 5000;
const KEEP_MS = 10 * 60_000;
/** In larger workspaces some of those who may stay unknown, which is no "no". */
const MOST_CHANNELS = 20;
const MOST_PAGES = 5;

interface People {
  readonly users: ReadonlySet<string>;
  /** Whether nobody was left out. */
  readonly isComplete: boolean;
}

export function membershipOf(clients: SlackClients, { clock, log }: AdapterHost): Membership {
  /** Channels the bot is in → until when that is believed; "no" is asked again, as it is mended by inviting it. */
  const entered = new Map<string, number>();
  let everybody: { readonly until: number; readonly people: Promise<People> } | undefined;

  return {
    async isMember(user, channel) {
      const signal = AbortSignal.timeout(DEADLINE_MS);
      // A message to the bot itself is no channel anybody was let into.
      const isThere = channel.startsWith('D') ? false : await isBotIn(channel, signal);
      if (isThere !== false) return isThere;
      return told(async () => includes(await all(signal), user));
    },
    isIn: (user, channel) =>
      told(async () => {
        const client = clients.reads(AbortSignal.timeout(DEADLINE_MS));
        return includes(await peopleOf(client, channel), user);
      }),
    isBotIn: (channel, signal) => told(() => ask(channel, signal)),
    forget() {
      entered.clear();
      everybody = undefined;
    },
  };

  async function isBotIn(channel: string, signal: AbortSignal): Promise<boolean | undefined> {
    const now = clock.now().getTime();
    if ((entered.get(channel) ?? 0) > now) return true;
    return told(() => ask(channel, signal));
  }

  async function ask(channel: string, signal: AbortSignal): Promise<boolean | undefined> {
    const { channel: found } = await clients.reads(signal).conversations.info({ channel });
    if (found?.is_member) entered.set(channel, clock.now().getTime() + KEEP_MS);
    return found?.is_member;
  }

  /** A private channel the bot isn't in doesn't exist for it. */
  async function told(ask: () => Promise<boolean | undefined>): Promise<boolean | undefined> {
    try {
      return await ask();
    } catch (err) {
      if (NOT_THERE.has(codeOf(err) ?? '')) return false;
      log.debug({ err }, 'Slack did not tell who is in a channel');
      return undefined;
    }
  }

  async function all(signal: AbortSignal): Promise<People> {
    const now = clock.now().getTime();
    if (!everybody || everybody.until <= now) {
      const people = everywhere(clients.reads(signal));
      everybody = { until: now + KEEP_MS, people };
      const mine = everybody;
      people.catch(() => {
        if (everybody === mine) everybody = undefined;
      });
    }
    return everybody.people;
  }
}

const NOT_THERE = new Set(['channel_not_found', 'not_in_channel']);

function includes({ users, isComplete }: People, user: string): boolean | undefined {
  return users.has(user) || (isComplete ? false : undefined);
}

async function everywhere(client: webApi.WebClient): Promise<People> {
  const { channels = [], response_metadata: more } = await client.users.conversations({
    types: 'public_channel,private_channel',
    exclude_archived: true,
    limit: MOST_CHANNELS,
  });
  const looked = channels.slice(0, MOST_CHANNELS);
  const found = await Promise.all(looked.map(({ id = '' }) => peopleOf(client, id)));
  return {
    users: new Set(found.flatMap(({ users }) => [...users])),
    isComplete:
      !more?.next_cursor &&
      looked.length === channels.length &&
      found.every(({ isComplete }) => isComplete),
  };
}

async function peopleOf(client: webApi.WebClient, channel: string): Promise<People> {
  const users = new Set<string>();
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await client.conversations.members({
      channel,
      limit: 1000,
      ...(cursor ? { cursor } : {}),
    });
    for (const user of answer.members ?? []) users.add(user);
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) return { users, isComplete: true };
  }
  return { users, isComplete: false };
}
