/** WeChat late by minutes, hours or for ever, and figures told otherwise later: what stands in the chats, and what it took. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { slack } from '../../adapters/slack/index.ts';
import type { Digest } from '../../src/core/digest.ts';
import { formatter } from '../../src/core/format.ts';
import { type Period, periodOf } from '../../src/core/period.ts';
import { cronAt, schedule } from '../../src/core/schedule.ts';
import { textFor } from '../../src/core/text/index.ts';
import { failures, type Revision } from '../../src/demo/failures.ts';
import type { Bot, Destination } from '../../src/pipeline/bot.ts';
import { runTick } from '../../src/pipeline/tick.ts';
import { heartbeat } from '../../src/schedule/heartbeat.ts';
import { openStores } from '../../src/store/index.ts';
import { type EditedChannel, editedChannel } from '../doubles/edited-channel.ts';
import { openTestHost } from '../doubles/host.ts';
import { openSlackWorkspace, SIGNING_SECRET, TOKEN } from '../doubles/slack-workspace.ts';
import { APP, openRig, type Rig, type RigOptions, truthOf } from '../pipeline/rig.ts';

const MINUTE = 60_000;
const LATE_DAY = '2026-11-21';
const { digest: words } = textFor('en');
const folder = mkdtempSync(join(tmpdir(), 'retention-late-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at0930 = (channels: readonly string[] | 'all') =>
  schedule({
    grain: 'day',
    cron: cronAt('day', '09:30'),
    at: '09:30',
    zone: 'Asia/Shanghai',
    apps: 'all',
    channels,
  });
/** A digest, and the collection that runs whatever the schedules say. */
const SCHEDULES = [at0930('all'), at0930([])];

let rig: Rig;
let growth: EditedChannel;
let closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.toReversed()) await close();
  closers = [];
});

interface Knobs {
  /** Minutes after 09:30 at which Saturday's figures are there. */
  readonly lateBy?: number;
  readonly revisions?: readonly Revision[];
}

/** A bot on the eve, with Friday's digest in the chat and everything older in the store. */
async function open(knobs: Knobs, options: Partial<RigOptions> = {}): Promise<void> {
  growth = editedChannel('growth');
  const hours = 9.5 + (knobs.lateBy ?? 0) / 60;
  const readyHour = ({ first }: Period) => (first === LATE_DAY ? hours : 9);
  rig = await openRig({
    now: '2026-11-21T09:29:00+08:00',
    destinations: [growth.destination],
    ...options,
    wechat: { ...failures({ revisions: knobs.revisions }, () => 1), readyHour },
  });
  closers.push(() => rig.close());
  await live(rig.bot, '2026-11-21T09:35:00+08:00');
  rig.calls();
}

/** Beats every minute from now until a moment. */
async function live(bot: Bot, until: string): Promise<void> {
  const heart = heartbeat({
    schedules: async () => SCHEDULES,
    ticks: bot.stores.ticks,
    clock: rig.clock,
    log: bot.log,
    run: (one, tick, signal) => runTick(bot, one, tick, signal),
  });
  for (let now = rig.clock.now().getTime(); now <= Date.parse(until); now += MINUTE) {
    rig.clock.set(new Date(now).toISOString());
    await heart.beat();
    await heart.idle();
  }
  await heart.stop();
}

const items = (digest: Digest | undefined) =>
  (digest?.sections ?? []).flatMap((one) => (one.kind === 'list' ? one.items : []));
const changes = (digest: Digest | undefined) =>
  (digest?.sections ?? []).flatMap((one) =>
    one.kind === 'list' && one.heading === words.revisions ? one.items : [],
  );
const title = (day: string) => formatter('en').period(periodOf('day', day));

function rate(first: string, offset: number, by = 0): string {
  const counts = truthOf(APP, periodOf('day', first)).new;
  return formatter('en').rate(((counts.get(offset) ?? 0) + by) / (counts.get(0) ?? 1));
}

/** From a moment on, a cohort's new users at an offset are told so many more. */
function revision(since: string, first: string, offset: number, by: number): Revision {
  const value = (truthOf(APP, periodOf('day', first)).new.get(offset) ?? 0) + by;
  return { app: APP, grain: 'day', first, segment: 'new', offset, value, since: new Date(since) };
}

describe('figures that are late', () => {
  it.each([
    { lateBy: 0, questions: 10, posted: '09:30' },
    { lateBy: 30, questions: 1 + 10, posted: '10:15' },
    { lateBy: 240, questions: 6 + 10, posted: '14:00' },
  ])('by $lateBy minutes are waited for: one message at $posted, no edit', async (one) => {
    await open(one);
    await live(rig.bot, '2026-11-22T23:59:00+08:00');
    expect(growth.messages).toHaveLength(2);
    expect(growth.tries).toHaveLength(2);
    expect(growth.editTries()).toBe(0);
    const digest = growth.messages[1]?.digest;
    expect(digest?.title).toContain(title(LATE_DAY));
    const due = 'Late: this was due Sun, Nov 22, 09:30 Asia/Shanghai.';
    expect(items(digest)).toContain(one.lateBy > 60 ? due : words.quiet);
    expect(rig.calls()).toHaveLength(one.questions);
    const [standing] = await rig.stores.deliveries.standing(APP, 'day', LATE_DAY);
    const posted =
      standing && formatter('en').time(standing.shown.asOf, 'Asia/Shanghai', standing.shown.asOf);
    expect(posted).toBe(one.posted);
  });

  it('by twelve hours: the older ones at 18:00, marked late, and one edit when they are there', async () => {
    await open({ lateBy: 12 * 60 });
    await live(rig.bot, '2026-11-22T21:00:00+08:00');
    const late = growth.messages[1]?.digest;
    expect(late?.title).toContain(title('2026-11-20'));
    expect(items(late)).toContain(words.late);
    expect(growth.editTries()).toBe(0);
    await live(rig.bot, '2026-11-23T09:29:00+08:00');
    expect(growth.messages).toHaveLength(2);
    expect(growth.editTries()).toBe(1);
    const edited = growth.messages[1]?.digest;
    expect(edited?.title).toContain(title(LATE_DAY));
    expect(changes(edited)).toEqual(["Completed 23:05: WeChat's figures arrived."]);
    expect(items(edited)).not.toContain(words.late);
    expect(items(edited).join()).not.toContain("isn't there yet");
    expect(items(edited)).toContain(words.quiet);
    expect(JSON.stringify(edited)).toContain(rate('2026-11-20', 1));
    expect(edited?.footer).toContain('Sun, Nov 22, 09:30 Asia/Shanghai');
    // In vain at 09:30 and every 45 minutes until 18:00, then at 18:45, 19:30, 20:15 and 21:23.
    expect(rig.calls()).toHaveLength(13 + 4 + 10);
  });

  it('for ever: marked late at 18:00, asked for until the next digest, and no edit', async () => {
    await open({ lateBy: Number.POSITIVE_INFINITY });
    await live(rig.bot, '2026-11-23T09:29:00+08:00');
    expect(growth.messages).toHaveLength(2);
    const untilMonday = rig.calls().length;
    expect(untilMonday).toBe(13 + 10);
    await live(rig.bot, '2026-11-23T23:00:00+08:00');
    expect(growth.messages).toHaveLength(3);
    expect(growth.messages[2]?.digest.title).toContain(title('2026-11-22'));
    expect(items(growth.messages[1]?.digest)).toContain(words.late);
    expect(growth.editTries()).toBe(0);
  });

  it('until after the next digest: the older message is edited then, too', async () => {
    // Saturday's come on Monday at 12:00; Sunday's are there at 09:00.
    await open({ lateBy: 26.5 * 60 });
    await live(rig.bot, '2026-11-24T09:35:00+08:00');
    expect(growth.messages).toHaveLength(4);
    expect(growth.messages[1]?.digest.title).toContain(title(LATE_DAY));
    expect(changes(growth.messages[1]?.digest)).toEqual([
      "Completed Tue, Nov 24, 09:30: WeChat's figures arrived.",
    ]);
    // Monday's went out with a gap where Saturday's people came back.
    expect(changes(growth.messages[2]?.digest)).toEqual([
      expect.stringMatching(/^Revised Tue, Nov 24, 09:30: D1 — → .+% \(new users\), D1 — → /),
    ]);
    expect(growth.editTries()).toBe(2);
  });

  it('are edited in by the process that is started in between', async () => {
    const path = join(folder, 'restart.db');
    await open({ lateBy: 12 * 60 }, { path });
    await live(rig.bot, '2026-11-22T18:10:00+08:00');
    const stores = await openStores(path);
    closers.push(stores.close);
    const restarted = rig.replica(stores);
    await live(restarted, '2026-11-23T00:30:00+08:00');
    expect(growth.messages).toHaveLength(2);
    expect(growth.editTries()).toBe(1);
    expect(changes(growth.messages[1]?.digest)).toHaveLength(1);
  });
});

describe('a figure that is told otherwise after it was posted', () => {
  const [cohort, posted] = ['2026-11-20', '2026-11-22'];
  const monday = '2026-11-23T00:00:00+08:00';
  const tuesday = '2026-11-24T00:00:00+08:00';

  it('is edited into its digest the next morning, once; the next digest is a message of its own', async () => {
    await open({ revisions: [revision(monday, cohort, 1, 50)] });
    await live(rig.bot, `${posted}T23:00:00+08:00`);
    expect(growth.editTries()).toBe(0);
    await live(rig.bot, '2026-11-25T12:00:00+08:00');
    expect(growth.messages).toHaveLength(5);
    expect(growth.editTries()).toBe(1);
    expect(changes(growth.messages[1]?.digest)).toEqual([
      `Revised Mon, Nov 23, 09:30: D1 ${rate(cohort, 1)} → ${rate(cohort, 1, 50)} (new users)`,
    ]);
    for (const other of [0, 2, 3, 4]) expect(changes(growth.messages[other]?.digest)).toEqual([]);
    expect(rig.calls()).toHaveLength(4 * 10);
  });

  it.each([
    { what: 'twice', second: 90 },
    { what: 'and back', second: 0 },
  ])('$what is told twice', async ({ second }) => {
    await open({
      revisions: [revision(monday, cohort, 1, 50), revision(tuesday, cohort, 1, second)],
    });
    await live(rig.bot, '2026-11-26T12:00:00+08:00');
    const [before, between, after] = [0, 50, second].map((by) => rate(cohort, 1, by));
    expect(growth.editTries()).toBe(2);
    expect(changes(growth.messages[1]?.digest)).toEqual([
      `Revised Mon, Nov 23, 09:30: D1 ${before} → ${between} (new users)`,
      `Revised Tue, Nov 24, 09:30: D1 ${between} → ${after} (new users)`,
    ]);
    expect(rig.calls()).toHaveLength(5 * 10);
  });

  it('within its rounding is no edit', async () => {
    const by = [1, -1].find((one) => rate(cohort, 1, one) === rate(cohort, 1)) ?? 0;
    expect(by).not.toBe(0);
    await open({ revisions: [revision(monday, cohort, 1, by)] });
    await live(rig.bot, '2026-11-25T12:00:00+08:00');
    expect(growth.messages).toHaveLength(5);
    expect(growth.editTries()).toBe(0);
  });
});

describe('in Slack', () => {
  it('a late digest becomes whole, and a revised one says so, in the message that stands there', async () => {
    const workspace = await openSlackWorkspace();
    closers.push(workspace.close);
    const host = await openTestHost();
    closers.push(host.close);
    const settings = {
      SLACK_BOT_TOKEN: TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: workspace.apiUrl,
    };
    const adapter = await slack.open(slack.settings.parse(settings), [], host.host);
    closers.push(adapter.close);
    const id = workspace.channels['reports'] ?? '';
    const reports: Destination = {
      channel: adapter.channel({ name: 'reports', id, locale: 'en' }),
      chat: `slack:${id}`,
      locale: 'en',
    };
    const since = '2026-11-23T00:00:00+08:00';
    await open(
      { lateBy: 12 * 60, revisions: [revision(since, '2026-11-20', 1, 50)] },
      { destinations: [reports] },
    );
    const digests = async () =>
      (await workspace.messages(id)).filter(({ metadata }) => metadata !== undefined);
    await live(rig.bot, '2026-11-22T18:30:00+08:00');
    const late = await digests();
    expect(JSON.stringify(late[1])).toContain('Late: ');
    await live(rig.bot, '2026-11-23T10:00:00+08:00');
    const standing = await digests();
    expect(standing).toHaveLength(3);
    expect(standing.map(({ ts }) => ts).slice(0, 2)).toEqual(late.map(({ ts }) => ts));
    const said = JSON.stringify(standing[1]);
    expect(said).toContain(title(LATE_DAY));
    expect(said).toContain("Completed 23:05: WeChat's figures arrived.");
    expect(said).toContain(
      `Revised Mon, Nov 23, 09:30: D1 ${rate('2026-11-20', 1)} → ${rate('2026-11-20', 1, 50)} (new users)`,
    );
    expect(said).not.toContain('Late: ');
    expect(workspace.calls.filter((call) => call === 'chat.update')).toHaveLength(2);
    expect(workspace.calls.filter((call) => call === 'chat.postMessage')).toHaveLength(3);
  });
});
