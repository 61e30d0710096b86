/** What everybody in a chat is shown: a report that somebody shares, and answers to questions asked aloud. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { textFor } from '../../src/core/text/index.ts';
import type { Bot } from '../../src/pipeline/bot.ts';
import { reply, share } from '../../src/pipeline/publish.ts';
import type { ScriptedChannel } from '../doubles/channel.ts';
import { ANSWERING, askedBy, collectAll, commandsOf } from './questions.ts';
import { APP, destination, openRig, type Rig } from './rig.ts';

const en = textFor('en');
const CHAT = 'slack:C0123ABCD';

let rig: Rig;
let channel: ScriptedChannel;
beforeEach(async () => {
  rig = await openRig({ now: '2026-11-22T01:30:00Z' });
  channel = destination('growth').channel;
  await collectAll(rig, 'day');
});
afterEach(() => rig.close());

const to = (subject = 'share 1.2 daily') => ({ channel, chat: CHAT, subject });
const shareIt = (text: string, options: { isMember?: boolean; subject?: string; bot?: Bot } = {}) =>
  share(
    options.bot ?? rig.bot,
    askedBy(text, 'en', options.isMember),
    to(options.subject),
    ANSWERING,
  );

describe('sharing', () => {
  it('posts the report for everybody, and says so to who asked', async () => {
    const told = await shareIt(`daily ${APP} new 2026-11-21`);
    expect(told).toMatchObject({ title: en.answers.shareTitle, summary: en.answers.shared });
    expect(channel.messages).toHaveLength(1);
    const [posted] = channel.messages;
    expect(posted?.digest.title).toContain('晨读时光');
    expect(posted?.digest.actions.flat().map(({ does }) => does)).not.toContain('share');
  });

  it('posts once, however often it is pressed', async () => {
    const both = await Promise.all([shareIt('daily'), shareIt('daily')]);
    expect(both.map(({ summary }) => summary).sort()).toEqual(
      [en.answers.shared, en.answers.sharing].sort(),
    );
    expect((await shareIt('daily')).summary).toBe(en.answers.alreadyShared);
    expect(channel.messages).toHaveLength(1);
  });

  it('is written down, with who did it and what', async () => {
    await shareIt('trend D7 14d');
    await shareIt('trend D7 14d');
    expect(await rig.stores.audit.list(10)).toEqual([
      {
        at: rig.clock.now(),
        adapter: 'slack',
        chat: 'C0123ABCD',
        user: 'U0123ABCD',
        action: 'share',
        detail: `trend D7 14d ${APP} new`,
      },
    ]);
  });

  it.each(['daily', 'trend D7', 'cohorts active', 'compare 2026-11-13 2026-11-06'])(
    'works for "%s"',
    async (text) => {
      expect((await shareIt(text)).title).toBe(en.answers.shareTitle);
      expect(channel.messages).toHaveLength(1);
    },
  );

  it.each([
    'help',
    'apps',
    'status',
    'nonsense',
    'daily 2026-02-30',
    'compare yesterday 2026-11-14',
  ])('posts nothing for "%s": it is answered to who asked alone', async (text) => {
    const told = await shareIt(text);
    expect(told.title).not.toBe(en.answers.shareTitle);
    expect(channel.tries).toEqual([]);
    expect(await rig.stores.audit.list(10)).toEqual([]);
  });

  it('posts nothing for who may not ask', async () => {
    expect((await shareIt('daily', { isMember: false })).title).toBe(en.subscriptions.refusedTitle);
    expect(channel.tries).toEqual([]);
  });

  it('explains why it could not be posted, and works when pressed again', async () => {
    channel.next('later');
    const told = await shareIt('daily');
    expect(told.title).toBe(en.answers.notSharedTitle);
    expect(told.summary).toContain('as scripted');
    expect(await rig.stores.audit.list(10)).toEqual([]);
    expect((await shareIt('daily')).title).toBe(en.answers.shareTitle);
    expect(channel.messages).toHaveLength(1);
  });

  it('doesn’t call a message lost that stands in the chat', async () => {
    const broken = async () => {
      throw new Error('disk I/O error');
    };
    const stores = { ...rig.stores, audit: { ...rig.stores.audit, record: broken } };
    const told = await shareIt('daily', { bot: { ...rig.bot, stores } });
    expect(told.title).toBe(en.answers.shareTitle);
    expect(rig.log.map(({ message }) => message)).toContain('change not recorded');
  });

  it('never throws', async () => {
    const broken = async () => {
      throw new Error('disk I/O error');
    };
    const stores = { ...rig.stores, deliveries: { ...rig.stores.deliveries, claim: broken } };
    const told = await shareIt('daily', { bot: { ...rig.bot, stores } });
    expect(told.title).toBe(en.answers.notSharedTitle);
    expect(JSON.stringify(told)).not.toContain('disk I/O');
  });
});

describe('replying', () => {
  it.each(['daily', 'help', 'nonsense'])(
    'posts the answer to "%s", whatever it is',
    async (text) => {
      await reply(rig.bot, askedBy(text), to('reply Ev1'), ANSWERING);
      expect(channel.messages).toHaveLength(1);
      const [message] = channel.messages;
      expect(message && commandsOf(message.digest)).not.toEqual([]);
      expect(message?.digest.actions.flat().map(({ does }) => does)).not.toContain('share');
    },
  );

  it('answers a question once, however often the platform tells of it', async () => {
    await reply(rig.bot, askedBy('daily'), to('reply Ev1'), ANSWERING);
    await reply(rig.bot, askedBy('daily'), to('reply Ev1'), ANSWERING);
    expect(channel.messages).toHaveLength(1);
  });

  it('leaves a failure to the log', async () => {
    channel.next('rejected');
    await reply(rig.bot, askedBy('daily'), to('reply Ev2'), ANSWERING);
    expect(channel.messages).toEqual([]);
    expect(rig.log.map(({ message }) => message)).toContain('not posted');
  });
});
