/** Who reads of an app's alerts: the chats named for them, else every chat that gets a digest of the app. */
import type { Bot, Destination } from './bot.ts';
import { subscriptionSchedules } from './posted-here.ts';

export type Readers = (app: string) => readonly Destination[];

export async function readersOf(bot: Bot): Promise<Readers> {
  const { channels } = bot.alerts;
  if (channels) {
    const named = await bot.destinations(channels);
    return () => named;
  }
  const schedules = [...bot.schedules, ...(await subscriptionSchedules(bot))];
  const reached = await Promise.all(
    schedules.map(async (one) => ({
      apps: one.apps,
      destinations: await bot.destinations(one.channels),
    })),
  );
  return (app) => {
    const own = reached.filter(({ apps }) => apps === 'all' || apps.includes(app));
    return once(own.flatMap(({ destinations }) => destinations));
  };
}

/** The same for whoever reads the same. */
export function keyOfReaders(destinations: readonly Destination[]): string {
  return destinations
    .map(({ chat }) => chat)
    .sort()
    .join(' ');
}

/** The chats that read of all of these apps. */
export function readersOfAll(readers: Readers, apps: readonly string[]): readonly Destination[] {
  const [first = [], ...rest] = [...new Set(apps)].map(readers);
  return first.filter(({ chat }) => rest.every((all) => all.some((one) => one.chat === chat)));
}

/** Every chat once, though several schedules reach it. */
export function once(destinations: readonly Destination[]): readonly Destination[] {
  return [...new Map(destinations.map((one) => [one.chat, one])).values()];
}
