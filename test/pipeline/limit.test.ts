/** Commands of one user within a minute: as many as are allowed, whichever process hears them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { LOCALES, textFor } from '../../src/core/text/index.ts';
import { answer } from '../../src/pipeline/answer.ts';
import type { Bot } from '../../src/pipeline/bot.ts';
import { reply, share } from '../../src/pipeline/publish.ts';
import type { Asked } from '../../src/ports/adapter.ts';
import type { Stores } from '../../src/ports/stores.ts';
import { openStores } from '../../src/store/index.ts';
import { asking } from './asking.ts';
import { ANSWERING } from './questions.ts';
import { destination, openRig, type Rig, type RigOptions } from './rig.ts';

const START = '2026-11-22T01:30:00.000Z';
const MOST = 3;
const LIMITED = textFor('en').commands.limitedTitle;

let rig: Rig;
afterEach(() => rig.close());
const open = async (more: Partial<RigOptions> = {}) => {
  rig = await openRig({ now: START, commandsPerMinute: MOST, ...more });
  return rig.bot;
};
const say = async (bot: Bot, more: Partial<Asked> = {}) =>
  (await answer(bot, asking({ text: 'help', ...more }), ANSWERING)).title;
const times = async (count: number, work: () => Promise<string>) => {
  const titles: string[] = [];
  for (let done = 0; done < count; done += 1) titles.push(await work());
  return titles;
};
const refusedOf = (titles: readonly string[]) => titles.filter((title) => title === LIMITED).length;

describe('who sends too many commands', () => {
  it('is told so, and when to try again; others are answered', async () => {
    const bot = await open();
    expect(refusedOf(await times(MOST, () => say(bot)))).toBe(0);
    for (const locale of LOCALES) {
      const { limitedTitle, limited } = textFor(locale).commands;
      const told = await answer(bot, asking({ text: 'daily', locale }), ANSWERING);
      expect([told.title, told.summary, told.sections]).toEqual([
        limitedTitle,
        limited({ most: '3', seconds: 20 }),
        [],
      ]);
    }
    expect(await say(bot, { user: 'U2' })).not.toBe(LIMITED);
    // The same id on another platform is somebody else.
    expect(await say(bot, { place: { adapter: 'other', id: 'growth' } })).not.toBe(LIMITED);
    rig.clock.set('2026-11-22T01:30:20.000Z');
    expect(await say(bot)).not.toBe(LIMITED);
    expect(await say(bot)).toBe(LIMITED);
  });

  it.each([true, false])(
    'is not shut out longer because the clock was ahead (in a process alone: %s)',
    async (hearsAlone) => {
      const bot = { ...(await open()), hearsAlone };
      rig.clock.set('2026-11-22T02:30:00.000Z');
      expect(refusedOf(await times(MOST + 1, () => say(bot)))).toBe(1);
      rig.clock.set(START);
      expect(refusedOf(await times(MOST + 1, () => say(bot)))).toBe(1);
    },
  );

  it('has nothing done and nobody asked for them', async () => {
    const bot = await open();
    await times(MOST, () => say(bot));
    const isMember = () => Promise.reject(new Error('asked in vain'));
    expect(await say(bot, { text: 'subscribe daily', isMember })).toBe(LIMITED);
    expect(await bot.stores.subscriptions.list()).toEqual([]);
    expect(await bot.stores.audit.list(9)).toEqual([]);
    expect(rig.calls()).toEqual([]);
  });

  it('is one user in every chat and on every process', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'retention-limit-'));
    const path = join(folder, 'retention.db');
    const bot = await open({ path });
    const stores = await openStores(path);
    const bots = [bot, { ...bot, stores }];
    const titles = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        say(bots[index % 2] as Bot, { place: { adapter: 'test', id: `chat ${index}` } }),
      ),
    );
    expect(refusedOf(titles)).toBe(10 - MOST);
    await stores.close();
    rmSync(folder, { recursive: true });
  });

  it('is refused without a word to the database where one process hears everybody', async () => {
    const whole = await open();
    const admit = () => Promise.reject(new Error('asked in vain'));
    const turns = { ...whole.stores.turns, admit };
    const bot = { ...whole, hearsAlone: true, stores: { ...whole.stores, turns } };
    expect(refusedOf(await times(MOST + 2, () => say(bot)))).toBe(2);
    rig.clock.set('2026-11-22T01:31:00.000Z');
    expect(refusedOf(await times(MOST + 1, () => say(bot)))).toBe(1);
    expect(rig.log).toEqual([]);
  });

  it('is counted', async () => {
    const bot = await open();
    const counted: string[] = [];
    const meter = { ...bot.meter, command: (outcome: string) => void counted.push(outcome) };
    await times(MOST + 1, () => say({ ...bot, meter }));
    expect(counted).toEqual(['answered', 'answered', 'answered', 'limited']);
  });
});

describe('where everybody reads the answer', () => {
  it('a flood of mentions is refused once, not a hundred times', async () => {
    const { channel } = destination('growth');
    const bot = await open();
    const to = (subject: string) => ({ channel, chat: 'test:growth', subject });
    for (let said = 0; said < 20; said += 1)
      await reply(bot, asking({ text: 'help' }), to(`reply ${said}`), ANSWERING);
    expect(channel.messages.map(({ digest }) => digest.title)).toEqual([
      ...Array.from({ length: MOST }, () => textFor('en').commands.helpTitle),
      LIMITED,
    ]);
    rig.clock.set('2026-11-22T01:31:30.000Z');
    for (let said = 20; said < 30; said += 1)
      await reply(bot, asking({ text: 'help' }), to(`reply ${said}`), ANSWERING);
    expect(
      channel.messages.map(({ digest }) => digest.title).filter((t) => t === LIMITED),
    ).toHaveLength(2);
  });

  it('a share that is refused is told to who pressed alone', async () => {
    const { channel } = destination('growth');
    const bot = await open();
    await times(MOST, () => say(bot));
    const to = { channel, chat: 'test:growth', subject: 'share 1' };
    expect((await share(bot, asking({ text: 'daily' }), to, ANSWERING)).title).toBe(LIMITED);
    expect(channel.messages).toEqual([]);
  });
});

describe('where the database fails', () => {
  const broken = (stores: Stores): Stores => ({
    ...stores,
    turns: { ...stores.turns, admit: () => Promise.reject(new Error('disk full')) },
  });

  it('nobody is shut out, and nobody lets a flood through', async () => {
    const whole = await open();
    const bot = { ...whole, stores: broken(whole.stores) };
    expect(refusedOf(await times(MOST + 5, () => say(bot)))).toBe(5);
    expect(await say(bot, { user: 'U2' })).not.toBe(LIMITED);
    rig.clock.set('2026-11-22T01:31:00.000Z');
    expect(refusedOf(await times(MOST + 1, () => say(bot)))).toBe(1);
    expect(rig.log.map(({ message }) => message)).toContain(
      'commands are counted by this process alone',
    );
  });

  it('never more than allowed within any minute', async () => {
    const whole = await open();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 40_000 }), { maxLength: 40 }), async (gaps) => {
        const bot = { ...whole, stores: broken(whole.stores) };
        const passed: number[] = [];
        let at = Date.parse(START);
        for (const gap of gaps) {
          at += gap;
          rig.clock.set(new Date(at).toISOString());
          if ((await say(bot)) !== LIMITED) passed.push(at);
        }
        for (const moment of passed)
          expect(
            passed.filter((one) => one > moment - 60_000 && one <= moment).length,
          ).toBeLessThanOrEqual(MOST);
      }),
      { numRuns: 30 },
    );
  });
});

it('without a limit everything is answered', async () => {
  rig = await openRig({ now: START });
  expect(refusedOf(await times(50, () => say(rig.bot)))).toBe(0);
});
