/** `audit`: every change, whoever made it and wherever, newest first. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runAudit } from '../../src/commands/audit.ts';
import { runBackfill } from '../../src/commands/backfill.ts';
import type { House } from '../../src/commands/house.ts';
import { runSend } from '../../src/commands/send.ts';
import { LOCALES, type Locale, textFor } from '../../src/core/text/index.ts';
import { answer } from '../../src/pipeline/answer.ts';
import { auditedAddresses, record, recordByHand, resumeChat } from '../../src/pipeline/audit.ts';
import { asking } from '../pipeline/asking.ts';
import { ANSWERING } from '../pipeline/questions.ts';
import { APP, destination, openRig, type Rig } from '../pipeline/rig.ts';

const START = '2026-11-22T01:30:00.000Z';
let rig: Rig;
beforeEach(async () => {
  rig = await openRig({ now: START, destinations: [destination('growth').destination] });
});
afterEach(() => rig.close());

const house = (locale: Locale = 'en') =>
  ({
    bot: rig.bot,
    config: { locale },
    channels: ['growth'],
    signal: new AbortController().signal,
  }) as unknown as House;
const terminal = () => {
  const written: string[] = [];
  const stdout = { write: (text: string) => written.push(text) };
  const stderr = { isTTY: false, write: () => true } as unknown as NodeJS.WriteStream;
  return { terminal: { stdout, stderr, now: rig.clock.now }, text: () => written.join('') };
};
async function printed(args: Partial<{ limit: number; json: boolean }> = {}, locale?: Locale) {
  const { terminal: to, text } = terminal();
  expect(await runAudit(house(locale), { limit: 50, json: false, ...args }, to)).toBe(0);
  return text();
}

describe('the list', () => {
  it.each(LOCALES)('says that there is nothing, in %s', async (locale) => {
    expect(await printed({}, locale)).toBe(`${textFor(locale).terminal.audit.none}\n`);
    expect(await printed({ json: true }, locale)).toBe('[]\n');
  });

  it('tells who changed what, when and where, the newest first', async () => {
    await answer(rig.bot, asking({ text: `subscribe weekly ${APP} at 10:00 in UTC` }), ANSWERING);
    rig.clock.set('2026-11-22T02:00:00.000Z');
    await recordByHand(rig.bot, 'backup', 'copy.db');
    expect(await printed()).toBe(
      [
        '2026-11-22T02:00:00.000Z  the command line  made a backup  copy.db',
        `${START}  U1  test:growth  subscribed  #1 week ${APP} 10:00 UTC`,
        '',
      ].join('\n'),
    );
    expect(await printed({ limit: 1 })).toMatch(/^[^\n]+backup[^\n]+\n$/);
    expect(JSON.parse(await printed({ json: true, limit: 1 }))).toEqual([
      {
        at: '2026-11-22T02:00:00.000Z',
        adapter: 'terminal',
        chat: '',
        user: '',
        action: 'backup',
        detail: 'copy.db',
      },
    ]);
  });

  it('lets nothing from a chat steer the terminal', async () => {
    await record(rig.bot, asking(), 'share', 'daily \u001b[2J\nforged line');
    const text = await printed();
    expect(text).toContain('daily  [2J forged line');
    expect(text.split('\n')).toHaveLength(2);
  });
});

describe('what is recorded', () => {
  it('chats that come and go, once each', async () => {
    const book = auditedAddresses(rig.bot, rig.stores.addresses);
    expect(await book.remember('teams', '19:a', { a: 1 })).toBe(true);
    expect(await book.remember('teams', '19:a', { a: 2 })).toBe(false);
    await book.forget('teams', '19:a');
    await book.forget('teams', '19:a');
    expect(await rig.stores.addresses.list('teams')).toEqual([]);
    const entries = await rig.stores.audit.list(9);
    expect(entries.map(({ action, chat }) => [action, chat])).toEqual([
      ['chat-removed', '19:a'],
      ['chat-added', '19:a'],
    ]);
    expect(await printed()).toContain('teams (it does not say who)  teams:19:a  took the bot out');
  });

  it('a pause that something in the chat has ended, and none that there wasn’t', async () => {
    const pause = { chat: 'slack:C1', since: rig.clock.now(), code: 'slack_not_in', params: {} };
    await rig.stores.pauses.pause(pause);
    await resumeChat(rig.bot, 'slack:C1');
    await resumeChat(rig.bot, 'slack:C1');
    expect(await rig.stores.pauses.list()).toEqual([]);
    expect(await rig.stores.audit.list(9)).toEqual([
      {
        at: rig.clock.now(),
        adapter: 'slack',
        chat: 'C1',
        user: '',
        action: 'chat-resumed',
        detail: 'slack_not_in',
      },
    ]);
  });

  it('what is sent and fetched by hand', async () => {
    const { terminal: to } = terminal();
    await runSend(house(), { grain: 'day', app: undefined, channel: undefined }, to);
    const windows = { day: 2, week: undefined, month: undefined };
    await runBackfill(house(), { app: APP, windows }, to);
    const entries = await rig.stores.audit.list(9);
    expect(entries.map(({ action, detail }) => `${action} ${detail}`)).toEqual([
      `backfill ${APP} day 2`,
      'send day all test:growth',
    ]);
  });

  it('nothing fails where it can’t be written down', async () => {
    const audit = { ...rig.stores.audit, record: () => Promise.reject(new Error('disk full')) };
    const bot = { ...rig.bot, stores: { ...rig.stores, audit } };
    await auditedAddresses(bot, rig.stores.addresses).remember('teams', '19:a', {});
    await recordByHand(bot, 'send', 'day');
    expect(rig.log.map(({ message }) => message)).toEqual([
      'change not recorded',
      'change not recorded',
    ]);
    expect(await rig.stores.addresses.list('teams')).toHaveLength(1);
  });
});
