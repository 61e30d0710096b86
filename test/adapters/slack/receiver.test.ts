/** Slack's requests over HTTP: signed by Slack, fresh, and each of them once. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { helpDigest } from '../../doubles/digests.ts';
import {
  asCommand,
  asEvent,
  asPress,
  asSearch,
  eventPayload,
  pressPayload,
} from '../../doubles/slack-requests.ts';
import { openRig, type Rig } from './rig.ts';

let rig: Rig;
let now = new Date('2026-11-22T01:30:00Z');
const clock = { now: () => now, sleep: async () => {} };
beforeEach(async () => {
  rig = await openRig({ clock, answer: async () => helpDigest() });
});
afterEach(() => rig.close());

const seconds = (ago: number) => Math.floor(Date.now() / 1000) - ago;
const requests = () =>
  [
    asCommand({ text: 'daily', responseUrl: rig.urls.fresh() }),
    asPress({ action: 'show:0:0', command: 'daily', responseUrl: rig.urls.fresh() }),
    asSearch('zone', 'paris', {}),
    asEvent({ type: 'app_mention', user: 'U1', channel: 'C1', ts: '1.1', text: '' }),
  ] as const;

/** It changes nothing, and may well be typed twice within a second. */
const SEARCH = 2;

describe.each([
  ['a command', 0],
  ['a press', 1],
  ['a search', SEARCH],
  ['an event', 3],
])('%s', (_, index) => {
  const request = () => {
    const one = requests()[index];
    if (!one) throw new Error(`no request ${index}`);
    return one;
  };

  it('is taken when it is signed', async () => {
    expect((await rig.send(request())).status).toBe(200);
  });

  it.each([
    ['with a wrong signature', { secret: 'another' }],
    ['with a stale timestamp', { timestamp: seconds(360) }],
    ['without a signature', { headers: { 'x-slack-signature': '' } }],
  ])('is refused %s', async (_, sending) => {
    expect((await rig.send(request(), sending)).status).toBe(401);
    await rig.adapter.close();
    expect([...rig.host.asked, ...rig.host.published]).toEqual([]);
  });

  it(`is ${index === SEARCH ? 'taken' : 'refused'} when it comes again`, async () => {
    const timestamp = seconds(10);
    const same = request();
    expect((await rig.send(same, { timestamp })).status).toBe(200);
    expect((await rig.send(same, { timestamp })).status).toBe(index === SEARCH ? 200 : 401);
    await rig.adapter.close();
    expect([...rig.host.asked, ...rig.host.published].length).toBeLessThanOrEqual(1);
  });
});

it('is not fooled by a command that calls itself a repeated event', async () => {
  const timestamp = seconds(10);
  const same = asCommand({ text: 'daily', responseUrl: rig.urls.fresh() });
  await rig.send(same, { timestamp });
  const again = await rig.send(same, { timestamp, headers: { 'x-slack-retry-num': '1' } });
  expect(again.status).toBe(401);
});

it('forgets signatures that are too old to be used again', async () => {
  const timestamp = seconds(10);
  const same = asCommand({ text: 'daily', responseUrl: rig.urls.fresh() });
  await rig.send(same, { timestamp });
  now = new Date(now.getTime() + 11 * 60_000);
  expect((await rig.send(same, { timestamp })).status).toBe(200);
});

it('confirms its address to Slack', async () => {
  const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
  const answer = await rig.send({ type: 'application/json', body });
  expect(await answer.json()).toEqual({ challenge: 'abc' });
});

describe('a body that is signed and of no known shape', () => {
  const form = (payload: unknown) => ({
    type: 'application/x-www-form-urlencoded' as const,
    body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
  });
  const responseUrl = 'https://hooks.slack.com/actions/T1/1/x';
  const press = pressPayload({ action: 'show:0:0', command: 'daily', responseUrl });
  const { response_url: _, ...unanswerable } = press;

  it.each([
    ['nothing', { type: 'application/json' as const, body: 'null' }],
    ['a list', { type: 'application/json' as const, body: '[1]' }],
    ['an event that is none', asEvent(null as never)],
    ['an event in no channel', asEvent({ type: 'app_mention', user: 'U1', channel: null })],
    ['an event of null authorizations', asEvent({ type: 'app_mention', authorizations: [null] })],
    ['a press of nothing', form({ ...press, actions: [] })],
    [
      'a press of two kinds, on nothing',
      form({ ...press, type: ['a', 'b'], container: undefined }),
    ],
    ['a press in a channel that is null', form({ ...press, channel: null })],
    ['a press by nobody', form({ ...press, user: null })],
    ['a press that can’t be answered', form(unanswerable)],
    ['a form without fields', form({ type: 'view_submission', user: press.user, view: {} })],
    ['a search for a number', form({ type: 'block_suggestion', user: press.user, value: 1 })],
    ['a command without an address', asCommand({ text: 'daily', responseUrl: '' })],
  ])('is refused with 400: %s', async (_, request) => {
    expect((await rig.send(request)).status).toBe(400);
    await rig.adapter.close();
    expect([...rig.host.asked, ...rig.host.published]).toEqual([]);
  });

  it('is answered where a team has the name of something that every object has', async () => {
    const event = { type: 'app_mention', user: 'U1', channel: 'C1', ts: '1.1', text: 'help' };
    const body = JSON.stringify({ ...eventPayload(event), team_id: '__proto__' });
    expect((await rig.send({ type: 'application/json', body })).status).toBe(200);
    await rig.adapter.close();
    expect(rig.host.published).toHaveLength(1);
    expect(rig.host.log.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
  });
});
