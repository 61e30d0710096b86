/** The alerts that a chat reads of: by number, with what is silenced there. */
import type { Finding } from '../core/alerts/alert.ts';
import type { Asked } from '../ports/adapter.ts';
import type { AlertRecord, Mute } from '../ports/stores.ts';
import type { App, Bot } from './bot.ts';
import { chatOf, isAmong } from './posted-here.ts';
import { readersOf } from './watch-readers.ts';

export interface AlertHere {
  readonly record: AlertRecord;
  readonly app: App;
  /** As it is now, or as it was told first where it is over. */
  readonly finding: Finding | undefined;
  /** In this chat. */
  readonly mute: Mute | undefined;
}

/** The newest first, those that are over as well. */
export async function recordsHere(bot: Bot, place: Asked['place']): Promise<AlertRecord[]> {
  const chat = chatOf(place);
  const readers = await readersOf(bot);
  const records = await bot.stores.alerts.records();
  return records.filter(
    ({ app }) => bot.apps.some(({ appid }) => appid === app) && isAmong(readers(app), chat),
  );
}

/** The newest first. */
export async function openHere(bot: Bot, place: Asked['place']): Promise<AlertHere[]> {
  const records = await recordsHere(bot, place);
  return alertsOf(
    bot,
    place,
    records.filter(({ ended }) => !ended),
  );
}

export async function alertsOf(
  bot: Bot,
  place: Asked['place'],
  records: readonly AlertRecord[],
): Promise<AlertHere[]> {
  const chat = chatOf(place);
  const mutes = await bot.stores.alerts.mutes(bot.clock.now());
  const found = await Promise.all(
    records.map(async (record) => {
      const app = bot.apps.find(({ appid }) => appid === record.app);
      const mute = mutes.find((one) => one.number === record.number && one.chat === chat);
      return app ? [{ record, app, finding: await findingOf(bot, record), mute }] : [];
    }),
  );
  return found.flat();
}

async function findingOf(bot: Bot, { app, finding, message }: AlertRecord) {
  const remembered = await bot.stores.alerts.get(app);
  const open = remembered?.memory.open.find(({ id }) => id === finding);
  if (open) return open;
  const told = await bot.stores.alerts.message(message);
  return told?.items.find(({ change }) => change.finding.id === finding)?.change.finding;
}
