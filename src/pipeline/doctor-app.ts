/** What `doctor` asks WeChat about one app; nothing of it is stored. */
import { isBlank } from '../core/cohort.ts';
import { AppError, type ErrorCode } from '../core/errors.ts';
import { formatter } from '../core/format.ts';
import {
  GRAINS,
  type Grain,
  lateAt,
  newestComplete,
  newestExpected,
  type Period,
} from '../core/period.ts';
import { textFor } from '../core/text/index.ts';
import type { App } from './app.ts';
import { type Asking, type Check, faultOf, found } from './doctor-check.ts';
import { checkQuota } from './doctor-quota.ts';

/** Never rejects. Without a token nothing further is asked: it would fail the same way. */
export async function checkApp(app: App, asking: Asking): Promise<Check[]> {
  const access = await checkAccess(app, asking);
  if (access.some(({ status }) => status === 'fault')) return access;
  const probes = await Promise.all(GRAINS.map((grain) => probe(app, grain, asking)));
  const trend = await checkTrend(app, asking);
  // Afterwards: the probes count as well.
  const quota = await checkQuota(app, asking);
  const [day] = probes;
  const readiness = day?.hasFigures === undefined ? [] : [yesterday(app, day.hasFigures, asking)];
  const permissions = [...probes.map(({ permission }) => permission), ...trend];
  return [...access, ...permissions, ...readiness, ...quota];
}

async function checkAccess(
  { appid: subject, checkup }: App,
  { locale, log, signal }: Asking,
): Promise<Check[]> {
  const text = textFor(locale);
  const { doctor } = text.terminal;
  const [token, whitelist] = [
    { name: 'token', subject },
    { name: 'ip-whitelist', subject },
  ] as const;
  if (!checkup.token) return [];
  try {
    await checkup.token(signal);
  } catch (error) {
    const isAddress = error instanceof AppError && error.code === 'ip_not_allowed';
    return [faultOf(isAddress ? whitelist : token, error, { text, log })];
  }
  return [
    found(token, 'ok', doctor.token),
    ...(checkup.tokenFrom === 'wechat' ? [found(whitelist, 'ok', doctor.address)] : []),
  ];
}

/** `hasFigures` is undefined where WeChat did not come to say. */
async function probe(
  app: App,
  grain: Grain,
  { clock, locale, log, signal }: Asking,
): Promise<{ permission: Check; hasFigures?: boolean }> {
  const text = textFor(locale);
  const { permitted, figures } = text.terminal.doctor;
  const about = { name: 'permission', subject: app.appid, grain } as const;
  // Yesterday itself, so that its lateness is told; of weeks and months the permission alone matters.
  const period = (grain === 'day' ? newestComplete : newestExpected)(grain, clock.now());
  try {
    const hasFigures = await hasFiguresOf(app, period, signal);
    const { transport } = app.checkup;
    const message = permitted({ figures: figures[grain], transport });
    return { permission: found(about, 'ok', message), hasFigures };
  } catch (error) {
    return { permission: faultOf(about, error, { text, log, what: figures[grain] }) };
  }
}

/** Only where sizes are taken from it. */
async function checkTrend(
  { appid: subject, checkup }: App,
  { clock, locale, log, signal }: Asking,
): Promise<Check[]> {
  if (!checkup.trend) return [];
  const text = textFor(locale);
  const { permitted, trend } = text.terminal.doctor;
  const about = { name: 'permission', subject } as const;
  const granted = found(about, 'ok', permitted({ figures: trend, transport: checkup.transport }));
  try {
    await checkup.trend(newestExpected('day', clock.now()), signal);
    return [granted];
  } catch (error) {
    if (error instanceof AppError && PERMITTED.has(error.code)) return [granted];
    return [faultOf(about, error, { text, log, what: trend })];
  }
}

const PERMITTED: ReadonlySet<ErrorCode> = new Set(['not_ready', 'analytics_busy', 'refused']);

/** Late or refused figures prove credentials, whitelist and permission all the same. */
async function hasFiguresOf({ source }: App, period: Period, signal: AbortSignal) {
  try {
    return !isBlank((await source.fetch(period, signal)).counts);
  } catch (error) {
    if (error instanceof AppError && PERMITTED.has(error.code)) return false;
    throw error;
  }
}

function yesterday({ appid: subject }: App, isThere: boolean, { clock, locale }: Asking): Check {
  const { there, soon, late } = textFor(locale).terminal.doctor;
  const now = clock.now();
  const period = newestComplete('day', now);
  const day = formatter(locale).day(period.first);
  const about = { name: 'readiness', subject } as const;
  if (isThere) return found(about, 'ok', there({ day }));
  return found(about, 'note', (now < lateAt(period) ? soon : late)({ day }));
}
