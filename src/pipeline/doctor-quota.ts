/** Calls an app has left today, on one line where that says it all. */
import { formatter } from '../core/format.ts';
import { GRAINS, type Grain } from '../core/period.ts';
import { textFor } from '../core/text/index.ts';
import type { Quota } from '../ports/retention-source.ts';
import type { App } from './app.ts';
import { type Asking, type Check, found } from './doctor-check.ts';

interface Told {
  /** Undefined where one quota serves all. */
  readonly grain: Grain | undefined;
  /** Undefined where WeChat doesn't tell. */
  readonly quota: Quota | undefined;
}

/** Never rejects: that WeChat doesn't tell is no fault of anybody's. */
export async function checkQuota(app: App, asking: Asking): Promise<Check[]> {
  const ask = app.checkup.quota;
  if (!ask) return [];
  // The cloud function is one interface, whatever it is asked for.
  const isShared = app.checkup.transport === 'cloud-function';
  const told = await Promise.all(
    (isShared ? GRAINS.slice(0, 1) : GRAINS).map(async (grain): Promise<Told> => {
      try {
        return { grain, quota: await ask(grain, asking.signal) };
      } catch (error) {
        asking.log.debug({ app: app.appid, grain, err: error }, 'quota not told');
        return { grain, quota: undefined };
      }
    }),
  );
  if (isShared) return told.map(({ quota }) => lineOf(app, { quota, grain: undefined }, asking));
  const together = inOneLine(app, told, asking);
  return together ? [together] : told.map((one) => lineOf(app, one, asking));
}

/** All untold, or all alike in their limit and none of them spent. */
function inOneLine({ appid: subject }: App, told: readonly Told[], { locale }: Asking) {
  const { doctor } = textFor(locale).terminal;
  const { quota } = doctor;
  const about = { name: 'quota', subject } as const;
  if (told.every((one) => one.quota === undefined))
    return found(about, 'note', doctor.quotaUntold({ quota }));
  const [day, week, month] = told.map((one) => one.quota);
  if (!day?.remain || !week?.remain || !month?.remain) return undefined;
  if (day.limit !== week.limit || day.limit !== month.limit) return undefined;
  const { count } = formatter(locale);
  const left = { day: count(day.remain), week: count(week.remain), month: count(month.remain) };
  return found(about, 'ok', doctor.quotasLeft({ quota, ...left, limit: count(day.limit) }));
}

function lineOf({ appid: app }: App, { grain, quota: told }: Told, { locale }: Asking): Check {
  const { terminal, errors } = textFor(locale);
  const about = { name: 'quota', subject: app, ...(grain && { grain }) } as const;
  const quota = grain ? terminal.doctor.quotaOf[grain] : terminal.doctor.quota;
  if (!told) return found(about, 'note', terminal.doctor.quotaUntold({ quota }));
  const { count } = formatter(locale);
  const counts = { left: count(told.remain), limit: count(told.limit) };
  const message = terminal.doctor.quotaLeft({ quota, ...counts });
  if (told.remain > 0) return found(about, 'ok', message);
  return found(about, 'fault', message, errors.quota_spent({ app, detail: '' }).hint);
}
