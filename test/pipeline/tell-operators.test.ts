/** Failures reach those who can mend them, once a day each, in their language, without secrets. */
import { afterEach, describe, expect, it } from 'vitest';
import { AppError, ChannelError } from '../../src/core/errors.ts';
import { textFor } from '../../src/core/text/index.ts';
import { tellOperators } from '../../src/pipeline/tell-operators.ts';
import { APP, destination, OTHER, openRig, type Rig } from './rig.ts';

const signal = new AbortController().signal;
let rig: Rig;
afterEach(() => rig.close());

async function open(locale: 'en' | 'zh-CN' = 'en') {
  const operators = destination('operators', locale);
  rig = await openRig({
    now: '2026-11-22T01:30:00Z',
    apps: [APP, OTHER],
    operators: [operators.destination],
  });
  const tell = async (error: unknown, index = 0) => {
    const app = rig.apps[index];
    if (app) await tellOperators(rig.bot, app, error, [], signal);
  };
  return { tell, messages: operators.channel.messages };
}

const wrongSecret = (rid: string) =>
  new AppError('wrong_secret', { app: APP, detail: `40125 invalid appsecret rid: ${rid}` });

const barred = (channel: string) =>
  new ChannelError('rejected', 'slack_not_in_channel', { channel });

describe('the operators', () => {
  it('are told what happened and what to do', async () => {
    const { tell, messages } = await open();
    await tell(wrongSecret('1'));
    const en = textFor('en');
    expect(messages[0]?.digest).toMatchObject({ title: en.commands.operatorsTitle, sections: [] });
    const { message, hint } = en.errors.wrong_secret({
      app: APP,
      detail: '40125 invalid appsecret rid: 1',
    });
    expect(messages[0]?.digest.summary).toBe(`晨读时光: ${message} ${hint}`);
  });

  it('are told once a day, by the Beijing calendar, though every request id differs', async () => {
    const { tell, messages } = await open();
    for (const rid of ['1', '2', '3']) await tell(wrongSecret(rid));
    expect(messages).toHaveLength(1);
    rig.clock.set('2026-11-22T15:59:59Z');
    await tell(wrongSecret('4'));
    expect(messages).toHaveLength(1);
    rig.clock.set('2026-11-22T16:00:00Z');
    await tell(wrongSecret('5'));
    expect(messages).toHaveLength(2);
  });

  it('are told of each app, each kind of fault and each channel', async () => {
    const { tell, messages } = await open();
    await tell(wrongSecret('1'));
    await tell(wrongSecret('1'), 1);
    await tell(barred('growth'));
    await tell(barred('board'));
    expect(messages).toHaveLength(4);
  });

  it('are told of a channel once, however many apps have a digest for it', async () => {
    const { tell, messages } = await open();
    await tell(barred('growth'));
    await tell(barred('growth'), 1);
    expect(messages).toHaveLength(1);
    const { message, hint } = textFor('en').errors.slack_not_in_channel({ channel: 'growth' });
    expect(messages[0]?.digest.summary).toBe(`${message} ${hint}`);
  });

  it.each([false, true])(
    'are, where nobody is named, those who asked for digests there (one channel: %s)',
    async (areOperatorsImplied) => {
      const only = destination('only');
      const [dana, lee] = [destination('U1'), destination('U2')];
      rig = await openRig({
        now: '2026-11-22T01:30:00Z',
        destinations: [dana.destination, lee.destination, destination('growth').destination],
        ...(areOperatorsImplied && { operators: [only.destination], areOperatorsImplied }),
      });
      const { subscriptions } = rig.stores;
      const wanted = { adapter: 'test', grain: 'day', app: undefined, zone: 'UTC' } as const;
      const now = rig.clock.now();
      await subscriptions.add({ ...wanted, chat: 'growth', at: '09:30', by: 'U1' }, now);
      await subscriptions.add({ ...wanted, chat: 'growth', at: '10:30', by: 'U1' }, now);
      await subscriptions.add({ ...wanted, chat: 'board', at: '09:30', by: 'U2' }, now);
      const [app] = rig.apps;
      if (app) await tellOperators(rig.bot, app, barred('growth'), [], signal, 'test:growth');
      expect(dana.channel.messages).toHaveLength(1);
      expect([...lee.channel.messages, ...only.channel.messages]).toEqual([]);
    },
  );

  it('are, where nobody is named and nobody asked, the readers of the only channel', async () => {
    const only = destination('only');
    const operators = [only.destination];
    rig = await openRig({ now: '2026-11-22T01:30:00Z', operators, areOperatorsImplied: true });
    const [app] = rig.apps;
    if (app) await tellOperators(rig.bot, app, barred('growth'), [], signal, 'test:growth');
    expect(only.channel.messages).toHaveLength(1);
  });

  it('are not told in the very chat that takes no message', async () => {
    const operators = destination('operators');
    rig = await openRig({
      now: '2026-11-22T01:30:00Z',
      operators: [operators.destination],
    });
    const [app] = rig.apps;
    if (app) await tellOperators(rig.bot, app, barred('operators'), [], signal, 'test:operators');
    expect(operators.channel.tries).toEqual([]);
  });

  it('read it in their own language', async () => {
    const { tell, messages } = await open('zh-CN');
    await tell(wrongSecret('1'));
    expect(messages[0]?.digest.title).toBe(textFor('zh-CN').commands.operatorsTitle);
  });

  it('see nothing of an error that was not made for readers', async () => {
    const { tell, messages } = await open();
    await tell(new TypeError('token=s3cret is not a function'));
    expect(JSON.stringify(messages[0]?.digest)).not.toContain('s3cret');
  });
});
