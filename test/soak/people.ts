/** What people do on a day: about twenty commands in several chats, subscriptions that come and go, mutes, votes. */
import type { House } from '../../src/commands/house.ts';
import type { Asked } from '../../src/ports/adapter.ts';
import type { Chat } from './chat.ts';

/** Asked at times of their own, one after the other. */
const QUESTIONS = [
  'daily',
  'daily Reader',
  'weekly Lotus Store',
  'monthly',
  'trend D7',
  'trend D1 30d Corner active',
  'cohorts Reader',
  'compare Reader Corner',
  'compare W24 W23 for Reader',
  'apps',
  'status',
  'alerts',
  'alerts test Reader new D1 below 20% 60d',
  'help',
  'dialy raeder',
  '日报 晨读时光',
];
const MOST_SUBSCRIPTIONS = 4;
const USERS = 15;

export interface People {
  /** What is to happen on a day: the minute, and what. */
  on(day: number): readonly (readonly [minute: number, act: () => Promise<void>])[];
  /** Commands so far. */
  readonly asked: number;
}

/** @param newestAlert the number of an alert that may be muted and voted on, if there is one */
export function people(house: House, chat: Chat, newestAlert: () => number | undefined): People {
  let asked = 0;
  const { stores } = house.bot;

  async function asks(day: number, text: string, id: string): Promise<Asked> {
    asked += 1;
    // Some come back every day, some are there once.
    const user = asked % 5 === 0 ? `guest ${day}-${asked}` : `U${asked % USERS}`;
    await chat.host().addresses.remember('line', id, { id });
    return {
      text,
      locale: asked % 4 === 0 ? 'zh-CN' : 'en',
      place: { adapter: 'line', id },
      user,
      isMember: async () => true,
    };
  }

  async function say(day: number, text: string, id: string): Promise<void> {
    await chat.host().answer(await asks(day, text, id));
  }

  async function subscribe(day: number): Promise<void> {
    const id = placeOf(day);
    const grain = day % 3 === 0 ? 'weekly' : 'daily';
    await say(day, `subscribe ${grain} at ${10 + (day % 9)}:${10 + (day % 50)} Reader`, id);
    const all = await stores.subscriptions.list();
    const oldest = all.toSorted((a, b) => a.number - b.number)[0];
    if (oldest && all.length > MOST_SUBSCRIPTIONS)
      await say(day, `unsubscribe ${oldest.number}`, oldest.chat);
  }

  async function judge(day: number): Promise<void> {
    const number = newestAlert();
    if (number === undefined) return;
    await say(day, `alert ${number} details`, 'growth');
    await say(day, `alert ${number}${day % 2 === 0 ? ' not' : ''} useful`, 'board');
    if (day % 4 === 0) await say(day, `mute ${number} 2d`, 'board');
  }

  async function tellAll(day: number): Promise<void> {
    const to = { channel: chat.channel('growth'), chat: 'line:growth' };
    const share = { ...to, subject: `share ${day}` };
    await chat.host().share(await asks(day, 'daily Reader', 'growth'), share);
    const reply = { ...to, subject: `reply ${day}` };
    await chat.host().reply(await asks(day, 'trend D7', 'growth'), reply);
  }

  return {
    get asked() {
      return asked;
    },
    on: (day) => [
      ...QUESTIONS.map((text, index) => {
        const place = index % 5 === 4 ? placeOf(day) : index % 2 === 0 ? 'growth' : 'board';
        return [490 + 37 * index, () => say(day, text, place)] as const;
      }),
      [640, () => subscribe(day)],
      [700, () => judge(day)],
      [760, () => tellAll(day)],
    ],
  };
}

/** Chats that aren't configured; a week later they are others. */
function placeOf(day: number): string {
  return `visitors-${Math.floor(day / 7)}-${day % 2}`;
}
