/** Looks for what doesn't come, and for what comes again. */
import { addDays, lateAt, newestExpected } from '../core/period.ts';
import type { Notice } from '../ports/stores.ts';
import type { App, Bot } from './bot.ts';
import { isPaused } from './pause.ts';

/** Days without anything new after which an app is silent. */
const SILENT_DAYS = 2;

interface Found {
  readonly began: readonly Notice[];
  readonly ended: readonly Notice[];
  /** Of these others tell, or have told. */
  readonly silently: { readonly began: readonly Notice[]; readonly ended: readonly Notice[] };
}

export async function findNotices(bot: Bot): Promise<Found> {
  const open = await bot.stores.notices.list();
  const [figures, chats] = [await ofApps(bot, open), await ofChats(bot, open)];
  const isNew = (one: Notice) => !open.some((other) => isSame(one, other));
  const over = open.filter((one) => ![...figures, ...chats].some((now) => isSame(one, now)));
  const isSilent = ({ key }: Notice) =>
    figures.some((one) => one.kind === 'silent' && one.key === key);
  // What began together ends together: fifty apps that come one by one are no fifty messages.
  const waited = figures.filter((one) => one.kind === 'late' && !isSilent(one));
  const isHeld = (one: Notice) =>
    one.kind === 'late' &&
    open.some((other) => isTogether(one, other) && waited.some((now) => isSame(other, now)));
  // Who was told of silence is not told of lateness as well, nor of an app that has left the configuration.
  const isTold = (one: Notice) =>
    one.kind === 'channel' ||
    (bot.apps.some(({ appid }) => appid === one.key) &&
      !(one.kind === 'late' && open.some(({ kind, key }) => kind === 'silent' && key === one.key)));
  return {
    began: figures.filter(isNew),
    ended: over.filter((one) => isTold(one) && !isHeld(one)),
    silently: { began: chats.filter(isNew), ended: over.filter((one) => !isTold(one)) },
  };
}

/** Lateness begins at 18:00, and ends with figures alone. */
async function ofApps(bot: Bot, open: readonly Notice[]): Promise<Notice[]> {
  const now = bot.clock.now();
  const newest = newestExpected('day', now);
  const isLate = now >= lateAt(newest);
  if (!isLate && open.every(({ kind }) => kind === 'channel')) return [];
  const found: Notice[] = [];
  for (const app of bot.apps) {
    const known = await newestKnown(bot, app);
    if (known === newest.first) continue;
    // The same for every process that finds it, and for every app.
    const notice = { key: app.appid, name: app.name, since: lateAt(newest) };
    const wasLate = open.some(({ kind, key }) => kind === 'late' && key === app.appid);
    if (isLate || wasLate) found.push({ kind: 'late', ...notice });
    const wasSilent = open.some(({ kind, key }) => kind === 'silent' && key === app.appid);
    const isSilent = isLate && known !== '' && known <= addDays(newest.first, -SILENT_DAYS);
    if (isSilent || wasSilent) found.push({ kind: 'silent', ...notice });
  }
  return found;
}

/** Whether an app's newest day is there. */
export async function isKnown(bot: Bot, app: App): Promise<boolean> {
  return (await newestKnown(bot, app)) === newestExpected('day', bot.clock.now()).first;
}

/** Empty where none ever was. */
async function newestKnown({ stores: { snapshots } }: Bot, { appid }: App): Promise<string> {
  const asked = await snapshots.asked(appid, 'day');
  let newest = '';
  for (const [first, { outcome }] of asked)
    if (outcome === 'answered' && first > newest) newest = first;
  return newest;
}

/** Whoever posts has told that a chat takes nothing. */
async function ofChats({ stores: { pauses } }: Bot, open: readonly Notice[]): Promise<Notice[]> {
  return (await pauses.list()).filter(isPaused).map(({ chat, since, params }): Notice => {
    const before = open.find(({ kind, key }) => kind === 'channel' && key === chat);
    const channel = 'channel' in params ? String(params.channel) : chat;
    return { kind: 'channel', key: chat, name: before?.name ?? channel, since };
  });
}

function isSame(a: Notice, b: Notice): boolean {
  return a.kind === b.kind && a.key === b.key;
}

function isTogether(a: Notice, b: Notice): boolean {
  return a.kind === b.kind && a.since.getTime() === b.since.getTime();
}
