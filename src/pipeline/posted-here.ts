/** What is posted into a chat: its subscriptions, and the schedules of the configuration that reach it. */
import { cronAt, type Schedule, schedule } from '../core/schedule.ts';
import type { Asked } from '../ports/adapter.ts';
import type { Subscription } from '../ports/stores.ts';
import type { Bot } from './bot.ts';

type Place = Asked['place'];

export interface PostedHere {
  /** Subscriptions of this chat alone, by number. */
  readonly numbered: readonly Numbered[];
  /** Whether the chat takes whatever goes to all channels. */
  readonly isWhole: boolean;
  readonly configured: readonly Schedule[];
}

export interface Numbered {
  readonly number: number;
  readonly schedule: Schedule;
  /** Whether its app has left the configuration: then nothing is posted. */
  readonly isGone: boolean;
}

export async function postedHere(bot: Bot, place: Place): Promise<PostedHere> {
  const chat = chatOf(place);
  const reaches = await Promise.all(
    bot.schedules.map(async ({ channels }) => isAmong(await bot.destinations(channels), chat)),
  );
  const addresses = await bot.stores.addresses.list(place.adapter);
  return {
    numbered: (await bot.stores.subscriptions.list())
      .filter((one) => chatOf({ adapter: one.adapter, id: one.chat }) === chat)
      .map((one) => numberedOf(bot, one)),
    isWhole: addresses.some(({ id, subscribed }) => id === place.id && subscribed),
    configured: bot.schedules.filter((_, index) => reaches[index]),
  };
}

/** The schedules of all subscriptions whose app is still configured and whose chat can be posted to. */
export async function subscriptionSchedules(bot: Bot): Promise<Schedule[]> {
  const all = await bot.stores.subscriptions.list();
  const schedules = all
    .map((one) => numberedOf(bot, one))
    .filter(({ isGone }) => !isGone)
    .map((one) => one.schedule);
  const chats = schedules.flatMap(({ channels }) => (channels === 'all' ? [] : channels));
  const reached = await bot.destinations(chats);
  return schedules.filter(({ channels }) => reached.some(({ chat }) => channels.includes(chat)));
}

export function numberedOf(bot: Pick<Bot, 'apps'>, one: Subscription): Numbered {
  const { number, grain, app, at, zone, since } = one;
  const fields = { grain, cron: cronAt(grain, at), at, zone, since };
  const channels = [chatOf({ adapter: one.adapter, id: one.chat })];
  return {
    number,
    schedule: schedule({ ...fields, apps: app === undefined ? 'all' : [app], channels }),
    isGone: app !== undefined && !bot.apps.some(({ appid }) => appid === app),
  };
}

/** The key that destinations and pauses know a chat by: "slack:C0123ABCD". */
export function chatOf({ adapter, id }: Place): string {
  return `${adapter}:${id}`;
}

export function isAmong(destinations: readonly { chat: string }[], chat: string): boolean {
  return destinations.some((one) => one.chat === chat);
}

/** What is posted here, besides one subscription where its number is given. */
export function others({ numbered, configured }: PostedHere, number?: number): Schedule[] {
  const rest = numbered.filter((one) => one.number !== number && !one.isGone);
  return [...configured, ...rest.map(({ schedule }) => schedule)];
}

/** Whether any of the schedules posts a digest that `one` posts, too. */
export function isPostedBy(schedules: readonly Schedule[], { grain, apps }: Schedule): boolean {
  return schedules.some(
    (other) =>
      other.grain === grain &&
      (apps === 'all' || other.apps === 'all' || apps.some((app) => other.apps.includes(app))),
  );
}
