/** Mentions and messages to the bot itself: heard once, answered where they stand. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainDigest } from '../../../src/core/digest.ts';
import { asEvent } from '../../doubles/slack-requests.ts';
import { openRig, type Rig } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await openRig({
    answer: async ({ locale, text }) => plainDigest({ locale, title: 'Answer', summary: text }),
  });
});
afterEach(() => rig.close());

const mention = { type: 'app_mention', user: 'U1', channel: 'C1', ts: '1764000000.000100' };
const direct = { ...mention, type: 'message', channel: 'D1', channel_type: 'im' };
const heard = async (event: object, id?: string) => {
  expect((await rig.send(asEvent(event, id))).status).toBe(200);
  await rig.adapter.close();
};
const posts = () => rig.api.of('chat.postMessage').map(({ args }) => args);

describe('a mention', () => {
  it('is answered in its thread, for everybody', async () => {
    await heard({ ...mention, text: '<@U0BOT> weekly' }, 'Ev77');
    expect(rig.host.published).toMatchObject([
      {
        how: 'reply',
        asked: { text: 'weekly', user: 'U1', place: { adapter: 'slack', id: 'C1' } },
        to: { chat: 'slack:C1', subject: 'reply Ev77' },
      },
    ]);
    expect(posts()).toMatchObject([{ channel: 'C1', thread_ts: '1764000000.000100' }]);
    expect(await rig.host.host.addresses.list('slack')).toMatchObject([{ id: 'C1' }]);
  });

  it('stays in the thread it stands in', async () => {
    await heard({ ...mention, text: '<@U0BOT> daily', thread_ts: '1763000000.000100' });
    expect(posts()).toMatchObject([{ thread_ts: '1763000000.000100' }]);
  });

  it.each([
    ['<@U0BOT>', 'help'],
    ['<@U0BOT|retention>  weekly   new', 'weekly   new'],
    ['compare A &amp; B &lt;3 <@U0BOT>', 'compare A & B <3'],
    ['<@U0BOT> daily <http://shop.cn|shop.cn>', 'daily shop.cn'],
  ])('%o asks for %o', async (text, command) => {
    await heard({ ...mention, text });
    expect(rig.host.published[0]?.asked.text).toBe(command);
  });
});

it('is read from its beginning where somebody writes without end', async () => {
  await heard({ ...mention, text: `<@U0BOT> daily ${'<'.repeat(100_000)}` });
  expect(rig.host.published[0]?.asked.text).toMatch(/^daily <+$/);
  expect(rig.host.published[0]?.asked.text).toHaveLength(500);
});

describe('a message to the bot itself', () => {
  it('is answered outside a thread', async () => {
    await heard({ ...direct, text: 'daily' });
    expect(posts()).toMatchObject([{ channel: 'D1' }]);
    expect(posts()[0]).not.toHaveProperty('thread_ts');
  });

  it.each([
    ['the bot’s own', { bot_id: 'B1' }],
    ['an edit', { subtype: 'message_changed', user: undefined }],
    ['a deletion', { subtype: 'message_deleted' }],
    ['one in a channel', { channel: 'C1', channel_type: 'channel' }],
  ])('is none when it is %s', async (_, different) => {
    await heard({ ...direct, text: 'daily', ...different });
    expect(rig.host.published).toEqual([]);
  });
});

it('has one effect when Slack sends it again', async () => {
  const again = asEvent({ ...mention, text: '<@U0BOT> daily' }, 'Ev88');
  const first = await rig.send(again);
  const same = await rig.send(again, { headers: { 'x-slack-retry-num': '1' } });
  const later = await rig.send(again, {
    headers: { 'x-slack-retry-num': '2' },
    timestamp: Math.floor(Date.now() / 1000) - 60,
  });
  expect([first.status, same.status, later.status]).toEqual([200, 200, 200]);
  await rig.adapter.close();
  expect(rig.host.published).toHaveLength(1);
});
