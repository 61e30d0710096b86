/** What WeChat tells otherwise later: both values are kept, the newest is shown, an earlier moment knows the old one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatter } from '../../src/core/format.ts';
import { type Grain, matureOffsets, newestComplete, periodOf } from '../../src/core/period.ts';
import { textFor } from '../../src/core/text/index.ts';
import type { SimulatedCall, SimulatedReply } from '../../src/demo/wechat-server.ts';
import { report } from '../../src/pipeline/report.ts';
import { keptLog } from '../doubles/host.ts';
import { openMiniProgram } from '../doubles/mini-program.ts';
import { APP, compact, openRig, type Rig, SECRET, truthOf } from './rig.ts';

const SUNDAY = '2026-11-22T01:30:00.000Z';
const MONDAY = '2026-11-23T01:30:00.000Z';
const NEXT_MONDAY = '2026-11-30T01:30:00.000Z';
const LAST_MONDAY = '2026-12-07T01:30:00.000Z';
const signal = new AbortController().signal;

let folder: string;
let path: string;
let rig: Rig;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'retention-revisions-'));
  path = join(folder, 'retention.db');
  rig = await openRig({ now: SUNDAY, path });
});
afterEach(async () => {
  await rig.close();
  rmSync(folder, { recursive: true, force: true });
});

/** An app that takes missing sizes from the visit trend. */
const apps = () =>
  rig.apps.map((app) => ({
    ...app,
    ...openMiniProgram({
      app: app.appid,
      secret: SECRET,
      baseUrl: rig.wechat.url,
      clock: rig.clock,
      log: keptLog(rig.log),
      missingSize: 'visit-trend',
    }),
  }));

/** What a report says at a moment; offline it is what an earlier `--as-of` says. */
async function reported(grain: Grain, at: string, offline = false) {
  rig.clock.set(at);
  const [one] = await report(rig.bot, apps(), grain, { offline, locale: 'en', signal });
  if (!one) throw new Error('no report');
  expect(one.hasFailed).toBe(false);
  return one.report;
}

const asOf = (grain: Grain, at: string) => reported(grain, at, true);

type Reported = Awaited<ReturnType<typeof reported>>;

/** New users at an offset: now, and the cohort before. */
function figure(one: Reported, offset: number) {
  const found = one.segments[0]?.offsets.find((each) => each.offset === offset);
  if (!found) throw new Error(`no figure at ${offset}`);
  return found;
}

/** A cohort's answer, some of its figures of new users told otherwise. */
function told(
  grain: Grain,
  first: string,
  otherwise: Readonly<Record<number, number>>,
): (call: SimulatedCall) => SimulatedReply | undefined {
  const cohort = periodOf(grain, first);
  return ({ endpoint, begin }) => {
    if (endpoint !== grain || begin !== compact(first)) return undefined;
    const truth = truthOf(APP, cohort);
    const mature = matureOffsets(cohort, newestComplete(grain, rig.clock.now()));
    const list = (counts: ReadonlyMap<number, number>) =>
      mature.map((key) => ({ key, value: counts.get(key) }));
    const changed = new Map([
      ...truth.new,
      ...Object.entries(otherwise).map(([key, value]) => [Number(key), value] as const),
    ]);
    return {
      body: { ref_date: compact(first), visit_uv_new: list(changed), visit_uv: list(truth.active) },
    };
  };
}

/** A week's visit trend, its new users told otherwise. */
function trendTold(first: string, people: number) {
  const { first: from, last } = periodOf('week', first);
  return ({ endpoint, begin }: SimulatedCall) =>
    endpoint === 'trend' && begin === compact(from)
      ? {
          body: {
            list: [
              {
                ref_date: `${compact(from)}-${compact(last)}`,
                visit_uv_new: people,
                visit_uv: 99_999,
              },
            ],
          },
        }
      : undefined;
}

function stored(where: string) {
  const file = new DatabaseSync(path);
  try {
    return file
      .prepare(
        `SELECT value, first_seen, last_seen FROM figures WHERE ${where} ORDER BY first_seen`,
      )
      .all()
      .map((row) => ({ ...row }));
  } finally {
    file.close();
  }
}

const truth = (grain: Grain, first: string, offset: number) =>
  truthOf(APP, periodOf(grain, first)).new.get(offset) ?? 0;

describe('a figure that a later answer tells otherwise', () => {
  const cohort = '2026-11-20';
  const [size, before] = [truth('day', cohort, 0), truth('day', cohort, 1)];

  it('is stored with both values and their times', async () => {
    await reported('day', SUNDAY);
    rig.intercept(told('day', cohort, { 1: before + 50 }));
    await reported('day', MONDAY);
    expect(stored(`first = '${cohort}' AND segment = 'new' AND offset = 1`)).toEqual([
      { value: before, first_seen: SUNDAY, last_seen: SUNDAY },
      { value: before + 50, first_seen: MONDAY, last_seen: MONDAY },
    ]);
    expect(stored(`first = '${cohort}' AND segment = 'new' AND offset = 0`)).toEqual([
      { value: size, first_seen: SUNDAY, last_seen: MONDAY },
    ]);
  });

  it('is shown as told last; an earlier moment shows what was known then', async () => {
    const then = await reported('day', SUNDAY);
    expect(figure(then, 1)).toMatchObject({ cohort: { first: cohort }, size, retained: before });
    rig.intercept(told('day', cohort, { 0: size + 100, 1: before + 50 }));
    const now = await reported('day', MONDAY);
    expect(figure(now, 1).previous).toMatchObject({
      cohort: { first: cohort },
      size: size + 100,
      retained: before + 50,
      rate: (before + 50) / (size + 100),
    });
    expect(figure(now, 2)).toMatchObject({ cohort: { first: cohort }, size: size + 100 });
    expect(await asOf('day', MONDAY)).toEqual(now);
    expect(await asOf('day', SUNDAY)).toEqual(then);
    const justBefore = await asOf('day', '2026-11-23T01:29:59.999Z');
    expect(figure(justBefore, 1).previous).toMatchObject({ size, retained: before });
  });
});

describe('a size that WeChat leaves at zero', () => {
  const week = '2026-11-09';
  const [trend, back] = [truth('week', week, 0), truth('week', week, 1)];
  const lacking = told('week', week, { 0: 0 });
  const note = (...weeks: string[]) => {
    const format = formatter('en');
    const cohorts = weeks.map((first) => format.shortPeriod(periodOf('week', first))).join('; ');
    return textFor('en').digest.trendSize({ segment: 'New users', cohorts });
  };

  it('is the visit trend’s, and the notes say so', async () => {
    rig.intercept(lacking);
    const one = await reported('week', MONDAY);
    expect(figure(one, 1)).toMatchObject({ size: trend, retained: back, rate: back / trend });
    expect(figure(one, 1).verdict).not.toBe('no cohort');
    expect(one.notes).toEqual([note(week)]);
  });

  it('stays missing where the visit trend has nothing either: no cohort, and the notes say so', async () => {
    const empty = (call: SimulatedCall) =>
      call.endpoint === 'trend' ? { body: { list: [] } } : undefined;
    rig.intercept((call) => lacking(call) ?? empty(call));
    const one = await reported('week', MONDAY);
    expect(figure(one, 1)).toMatchObject({ size: 0, retained: back, rate: null });
    expect(figure(one, 1).verdict).toBe('no cohort');
    expect(one.notes).toEqual([expect.stringContaining('denominator missing')]);
  });

  it('is stored with both values when the visit trend is revised, and shown as of its time', async () => {
    rig.intercept(lacking);
    const then = await reported('week', MONDAY);
    const revised = trendTold(week, trend + 100);
    rig.intercept((call) => lacking(call) ?? revised(call));
    const now = await reported('week', NEXT_MONDAY);
    expect(figure(now, 1).previous).toMatchObject({ cohort: { first: week }, size: trend + 100 });
    expect(figure(now, 2)).toMatchObject({ cohort: { first: week }, size: trend + 100 });
    expect(now.notes).toEqual([note(week)]);
    expect(stored(`first = '${week}' AND segment = 'trend new'`)).toEqual([
      { value: trend, first_seen: MONDAY, last_seen: MONDAY },
      { value: trend + 100, first_seen: NEXT_MONDAY, last_seen: NEXT_MONDAY },
    ]);
    expect(await asOf('week', MONDAY)).toEqual(then);
    expect(await asOf('week', NEXT_MONDAY)).toEqual(now);
  });

  it('gives way when WeChat tells it after all; an earlier moment still knows the visit trend’s', async () => {
    rig.intercept(lacking);
    await reported('week', MONDAY);
    const then = await reported('week', NEXT_MONDAY);
    rig.intercept(told('week', week, { 0: trend + 7 }));
    const now = await reported('week', LAST_MONDAY);
    expect(figure(now, 3)).toMatchObject({ cohort: { first: week }, size: trend + 7 });
    expect(now.notes).toEqual([]);
    const before = await asOf('week', NEXT_MONDAY);
    expect(before).toEqual(then);
    expect(figure(before, 2)).toMatchObject({ cohort: { first: week }, size: trend });
    expect(before.notes).toEqual([note(week)]);
  });
});
