/** A fall of thirty days, as Slack and Teams get it from real adapters: one message, one thread, through a restart. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { USUAL_ALERTS } from '../../src/core/alerts/alert.ts';
import { NO_CALENDAR } from '../../src/core/calendar.ts';
import { addDays } from '../../src/core/period.ts';
import { SAMPLE_APPS } from '../../src/demo/apps.ts';
import { morningOf } from '../../src/pipeline/replay.ts';
import { watch } from '../../src/pipeline/watch.ts';
import { worldOf } from '../doubles/worlds.ts';
import { tellHistory, tellMorning } from '../pipeline/mornings.ts';
import { openRig, type Rig } from './rig.ts';

const START = '2026-07-20';
const FALL = '2026-07-25';
const APP = SAMPLE_APPS[0]?.appid ?? '';
const TRUTH = worldOf({
  world: 1,
  users: 3000,
  first: '2026-03-01',
  days: 260,
  seed: 7,
  drop: { by: 'cohort', share: 0.3, from: FALL, to: addDays(FALL, 29) },
});
const ALERTS = { ...USUAL_ALERTS, channels: undefined };
const signal = new AbortController().signal;

let rig: Rig;
beforeEach(async () => {
  rig = await openRig(morningOf(START).toISOString());
});
afterEach(() => rig.close());

async function mornings(
  house: Awaited<ReturnType<Rig['open']>>['house'],
  from: string,
  to: string,
) {
  for (let date = from; date <= to; date = addDays(date, 1)) {
    const moment = morningOf(date);
    rig.at(moment.toISOString());
    const tell = date === START ? tellHistory : tellMorning;
    await tell(house.bot.stores, APP, TRUTH, moment);
    await watch({ ...house.bot, calendar: NO_CALENDAR, alerts: ALERTS }, 1, signal);
  }
}

test('one opening, at most one worsening, one recovery, in one thread, on both chats, through a restart', async () => {
  const before = await rig.open();
  await rig.install(before.url);
  await mornings(before.house, START, addDays(FALL, 10));
  const after = await rig.open();
  await mornings(after.house, addDays(FALL, 11), addDays(FALL, 45));

  const channel = rig.slack.channels['reports'] ?? '';
  const openings = (await rig.slack.messages(channel)).filter(isDelivery);
  expect(openings).toHaveLength(1);
  const { messages = [] } = await rig.slack.web.conversations.replies({
    channel,
    ts: openings[0]?.ts ?? '',
    include_all_metadata: true,
  });
  const replies = messages.filter((one) => one.ts !== openings[0]?.ts).filter(isDelivery);
  expect(replies.length).toBeGreaterThanOrEqual(1);
  expect(replies.length).toBeLessThanOrEqual(2);

  const inThread = rig.teams.messages.filter(({ conversation }) =>
    conversation.includes('messageid='),
  );
  expect(inThread.length).toBeGreaterThanOrEqual(1);
  expect(inThread.length).toBeLessThanOrEqual(2);
  const [thread, ...more] = new Set(inThread.map(({ conversation }) => conversation));
  expect(more).toEqual([]);
  expect(rig.teams.messages.filter(({ id }) => thread?.endsWith(`messageid=${id}`))).toHaveLength(
    1,
  );
});

/** Whether it is a message of the ledger, not a picture below one. */
const isDelivery = ({ metadata }: { metadata?: unknown }) => metadata !== undefined;
