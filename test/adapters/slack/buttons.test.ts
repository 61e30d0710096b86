/** Buttons below a digest, as Slack sends a press: signed, acknowledged, and answered in place or in private. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Digest, plainDigest } from '../../../src/core/digest.ts';
import { dailyDigest, helpDigest, weeklyDigest } from '../../doubles/digests.ts';
import { asPress, type Pressed } from '../../doubles/slack-requests.ts';
import { openRig, type Rig, type RigOptions } from './rig.ts';

let rig: Rig;
const restart = async (options: RigOptions) => {
  await rig.close();
  rig = await openRig(options);
};
beforeEach(async () => {
  rig = await openRig();
});
afterEach(() => rig.close());

const press = (pressed: Omit<Pressed, 'responseUrl' | 'command'> & { command?: string }) =>
  rig.send(asPress({ command: 'weekly wx1', responseUrl: rig.urls.fresh(), ...pressed }));
/** For a digest without a chart, so that nothing is drawn or uploaded. */
const words = (): Digest => ({
  ...weeklyDigest({ locale: 'en' }),
  sections: dailyDigest().sections.filter(({ kind }) => kind === 'figures'),
});

describe('a button that shows', () => {
  it('puts the answer in the place of a message only the presser sees', async () => {
    expect((await press({ action: 'show:0:1', isPrivate: true })).status).toBe(200);
    const [answer] = await rig.urls.arrived(1);
    expect(answer).toMatchObject({ replace_original: true, response_type: 'ephemeral' });
    expect(rig.host.asked).toMatchObject([
      { text: 'weekly wx1', user: 'U1', place: { adapter: 'slack', id: 'C1' }, locale: 'en' },
    ]);
    expect(rig.api.of('chat.update')).toEqual([]);
  });

  it('edits the message that everybody sees, and leaves its metadata alone', async () => {
    await restart({ answer: async () => words() });
    await press({ action: 'show:0:1', ts: '1764000000.000200' });
    const [update] = await rig.api.arrived('chat.update', 1);
    expect(update?.args).toMatchObject({ channel: 'C1', ts: '1764000000.000200' });
    expect(update?.args).not.toHaveProperty('metadata');
    await rig.adapter.close();
    expect(rig.urls.taken).toEqual([]);
  });

  it('offers to share nothing that everybody sees already', async () => {
    const button = { label: 'A button', command: 'weekly', isCurrent: false };
    const share = { ...button, does: 'share' } as const;
    const again = { ...button, does: 'show' } as const;
    await restart({ answer: async () => ({ ...words(), actions: [[again, share], [share]] }) });
    await press({ action: 'show:0:1' });
    const [update] = await rig.api.arrived('chat.update', 1);
    const blocks = update?.args['blocks'] as { type: string; elements: { action_id: string }[] }[];
    const buttons = blocks.filter(({ type }) => type === 'actions');
    expect(buttons.map(({ elements }) => elements.map((one) => one.action_id))).toEqual([
      ['show:0:0'],
    ]);
  });

  it('tells the presser alone what is no report', async () => {
    await restart({ answer: async () => helpDigest() });
    await press({ action: 'show:0:1' });
    const [answer] = await rig.urls.arrived(1);
    expect(answer).toMatchObject({ replace_original: false, response_type: 'ephemeral' });
    await rig.adapter.close();
    expect(rig.api.of('chat.update')).toEqual([]);
  });

  it('tells the presser alone that the message could not be edited', async () => {
    const refused = { ok: false, error: 'cant_update_message' };
    await restart({ answer: async () => words(), answers: { 'chat.update': refused } });
    await press({ action: 'show:0:1' });
    const [answer] = await rig.urls.arrived(1);
    expect(answer).toMatchObject({ replace_original: false });
    expect(answer?.['text']).toContain('cant_update_message');
  });

  it('shows the last of several presses, one edit at a time', async () => {
    const first = Promise.withResolvers<void>();
    let under = 0;
    let most = 0;
    await restart({
      answer: async ({ text }) => ({ ...words(), title: text }),
      answers: {
        'chat.update': async ({ args }) => {
          under += 1;
          most = Math.max(most, under);
          await first.promise;
          under -= 1;
          return { channel: args['channel'], ts: args['ts'] };
        },
      },
    });
    await press({ action: 'show:0:0', command: 'daily' });
    await rig.api.arrived('chat.update', 1);
    await press({ action: 'show:0:1', command: 'weekly' });
    await press({ action: 'show:0:2', command: 'monthly' });
    first.resolve();
    await rig.api.arrived('chat.update', 2);
    await rig.adapter.close();
    expect(most).toBe(1);
    expect(rig.host.asked.map(({ text }) => text)).toEqual(['daily', 'monthly']);
  });

  it('does not take a command longer than any is', async () => {
    await press({ action: 'show:0:1', isPrivate: true, command: 'x'.repeat(2000) });
    await rig.urls.arrived(1);
    expect(rig.host.asked[0]?.text).toHaveLength(500);
  });
});

describe('a button that tells', () => {
  it.each([
    ['words', helpDigest],
    ['a report', words],
  ])('answers %s to who pressed, and leaves the message', async (_, answer) => {
    await restart({ answer: async () => answer() });
    await press({ action: 'tell:0:1', command: 'alert 3', user: 'U2' });
    const [told] = await rig.urls.arrived(1);
    expect(told).toMatchObject({ replace_original: false, response_type: 'ephemeral' });
    expect(told).not.toHaveProperty('thread_ts');
    expect(rig.host.asked).toMatchObject([
      { text: 'alert 3', user: 'U2', place: { adapter: 'slack', id: 'C1' } },
    ]);
    await rig.adapter.close();
    expect(rig.api.of('chat.update')).toEqual([]);
    expect(rig.api.of('chat.postMessage')).toEqual([]);
  });

  it('answers everybody who presses it at once', async () => {
    await restart({ answer: async () => helpDigest() });
    await Promise.all(
      ['U1', 'U2', 'U3'].map((user) => press({ action: 'tell:0:0', command: 'mute 3', user })),
    );
    await rig.urls.arrived(3);
    expect(rig.host.asked.map(({ user }) => user).toSorted()).toEqual(['U1', 'U2', 'U3']);
  });

  it('answers in the thread whose reply was pressed', async () => {
    const thread = '1764000000.000100';
    await press({ action: 'tell:0:1', ts: '1764000000.000200', thread });
    expect((await rig.urls.arrived(1))[0]).toMatchObject({ thread_ts: thread });
    // A message with replies below it stands in the channel.
    await press({ action: 'tell:0:1', ts: thread, thread });
    expect((await rig.urls.arrived(2))[1]).not.toHaveProperty('thread_ts');
  });

  it('leaves a message that one person sees, too', async () => {
    await press({ action: 'tell:0:1', isPrivate: true });
    expect((await rig.urls.arrived(1))[0]).toMatchObject({ replace_original: false });
  });
});

describe('a button that shares', () => {
  it('asks for the answer to be posted in that channel, and says what became of it', async () => {
    await restart({ answer: async () => words() });
    await press({ action: 'share:1:0', isPrivate: true, ts: '1764000000.000300' });
    const [told] = await rig.urls.arrived(1);
    expect(told).toMatchObject({ replace_original: false, response_type: 'ephemeral' });
    expect(rig.host.published).toMatchObject([
      {
        how: 'share',
        asked: { text: 'weekly wx1', user: 'U1' },
        to: { chat: 'slack:C1', subject: 'share 1764000000.000300 weekly wx1' },
      },
    ]);
    expect(rig.api.of('chat.postMessage')[0]?.args).toMatchObject({ channel: 'C1' });
  });

  it('names the message the same when it is pressed twice', async () => {
    await restart({ answer: async () => words() });
    await press({ action: 'share:1:0', isPrivate: true });
    await press({ action: 'share:1:0', isPrivate: true });
    await rig.urls.arrived(2);
    const subjects = rig.host.published.map(({ to }) => to.subject);
    expect(new Set(subjects).size).toBe(1);
  });
});

describe('a button that opens the form', () => {
  it('opens it with what the button says', async () => {
    await press({ action: 'form:1:1', command: 'subscribe weekly wx2', trigger: '9.8.7' });
    const [opened] = await rig.api.arrived('views.open', 1);
    expect(opened?.args).toMatchObject({
      trigger_id: '9.8.7',
      view: { type: 'modal', callback_id: 'subscribe', private_metadata: 'C1' },
    });
    const initial = JSON.stringify(opened?.args['view']);
    expect(initial).toContain('"initial_option":{"value":"wx2"');
    expect(initial).toContain('"initial_option":{"value":"weekly"');
  });

  it('says how else to subscribe where Slack does not open it', async () => {
    await restart({ answers: { 'views.open': { ok: false, error: 'expired_trigger_id' } } });
    await press({ action: 'form:1:1', command: 'subscribe' });
    const [answer] = await rig.urls.arrived(1);
    expect(answer?.['text']).toContain('/retention subscribe weekly at 09:30');
  });
});

it('uses a response_url no more than five times, whatever Slack refuses', async () => {
  await restart({
    publish: async () => 'https://bot.example.com/charts/1.png',
    refuse: ({ blocks }) =>
      JSON.stringify(blocks).includes('actions') ? undefined : 'invalid_blocks',
  });
  await press({ action: 'show:0:1', isPrivate: true });
  await rig.adapter.close();
  expect(rig.urls.taken).toEqual([]);
  expect(rig.urls.refused.length).toBeLessThanOrEqual(5);
  expect(rig.urls.refused.map(({ error }) => error)).not.toContain('used_url');
});

it('does not try again with a response_url that has expired', async () => {
  let minutes = 0;
  await restart({
    now: () => minutes * 60_000,
    answer: async () => {
      minutes = 31;
      return dailyDigest();
    },
  });
  await press({ action: 'show:0:1', isPrivate: true });
  await rig.adapter.close();
  expect(rig.urls.refused.map(({ error }) => error)).toEqual(['expired_url']);
  expect(rig.host.log).toMatchObject([
    { level: 'warn', message: 'A Slack button was not answered' },
  ]);
});

it('has nothing to say where a press names no message', async () => {
  const { body, type } = asPress({ action: 'show:0:1', command: 'daily', responseUrl: '' });
  const payload = JSON.parse(new URLSearchParams(body).get('payload') ?? '') as object;
  const inHome = { ...payload, container: { type: 'view' }, channel: undefined };
  const home = new URLSearchParams({ payload: JSON.stringify(inHome) }).toString();
  expect((await rig.send({ type, body: home })).status).toBe(200);
  await rig.adapter.close();
  expect(rig.host.asked).toEqual([]);
});

it('speaks the language of the channel', async () => {
  await restart({
    locales: { C1: 'zh-CN' },
    answer: async ({ locale }) => plainDigest({ locale, title: locale, summary: locale }),
  });
  await press({ action: 'show:0:1', isPrivate: true });
  expect((await rig.urls.arrived(1))[0]?.['text']).toBe('zh-CN');
});
