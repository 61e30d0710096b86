/** What is answered without figures: what is wrong with a command, what may be meant, and who may ask. */
import { afterEach, describe, expect, it } from 'vitest';
import { textFor } from '../../src/core/text/index.ts';
import { answer } from '../../src/pipeline/answer.ts';
import type { App } from '../../src/pipeline/bot.ts';
import { ANSWERING, ask, askedBy, commandsOf } from './questions.ts';
import { APP, OTHER, openRig, type Rig } from './rig.ts';

const en = textFor('en');

let rig: Rig;
const open = async () => {
  rig = await openRig({ now: '2026-11-22T01:30:00Z', apps: [APP, OTHER] });
};
afterEach(() => rig.close());

/** "Reader" and "Ready" begin alike. */
const named = () => {
  const names = ['Reader', 'Ready'];
  const apps = rig.apps.map((app, index): App => ({ ...app, name: names[index] ?? app.name }));
  return { ...rig.bot, apps };
};

describe('a command that is wrong in one place', () => {
  it('is told where, and how to say it', async () => {
    await open();
    const digest = await ask(rig.bot, 'daily 2026-02-30');
    expect(digest.title).toBe(en.commands.faultTitle);
    expect(digest.summary).toBe(en.commands.faults.noDate({ word: '2026-02-30' }));
  });

  it.each([
    ['weekly rea', ['weekly wx1234567890abcdef', 'weekly wxfedcba0987654321']],
    ['Daily  REA  active', ['daily wx1234567890abcdef active', 'daily wxfedcba0987654321 active']],
    ['trend rea D7', ['trend wx1234567890abcdef d7', 'trend wxfedcba0987654321 d7']],
  ])('offers each app that "%s" could mean', async (text, commands) => {
    await open();
    const digest = await ask(named(), text);
    expect(digest.summary).toContain('Reader');
    expect(digest.actions.flat().map(({ label }) => label)).toEqual(['Reader', 'Ready']);
    expect(commandsOf(digest)).toEqual(commands);
  });
});

describe('a word that is not known', () => {
  it('gives what may be meant as a button', async () => {
    await open();
    const digest = await ask(named(), 'weekly raeder');
    expect(digest.summary).toContain('Did you mean `weekly reader`?');
    expect(commandsOf(digest)).toEqual(['weekly reader']);
    expect(digest.sections).toEqual([]);
  });

  it('gives the help where nothing is near', async () => {
    await open();
    const digest = await ask(rig.bot, 'frobnicate');
    expect(digest.sections).toHaveLength(1);
    expect(commandsOf(digest)).toEqual(['daily', 'weekly', 'monthly', 'subscribe']);
  });
});

describe('who may not ask', () => {
  it.each([
    'daily',
    'compare 2026-11-13 2026-11-06',
    'trend',
    'cohorts',
    'apps',
    'nonsense',
    'daily 2026-02-30',
  ])('learns nothing by "%s"', async (text) => {
    await open();
    const digest = await answer(rig.bot, askedBy(text, 'en', false), ANSWERING);
    expect(digest.title).toBe(en.subscriptions.refusedTitle);
    expect(JSON.stringify(digest)).not.toContain('Lotus');
    expect(rig.calls()).toEqual([]);
  });

  it('is helped all the same', async () => {
    await open();
    const digest = await answer(rig.bot, askedBy('help', 'en', false), ANSWERING);
    expect(digest.title).toBe(en.commands.helpTitle);
  });
});

it('the help names every command there is', () => {
  for (const locale of ['en', 'zh-CN'] as const) {
    const help = textFor(locale).commands.help.join('\n');
    for (const word of [
      'daily',
      'weekly',
      'monthly',
      'compare',
      'trend',
      'cohorts',
      'apps',
      'subscribe',
      'subscriptions',
      'unsubscribe',
      'alerts',
      'mute',
      'status',
    ])
      expect(help, locale).toContain(word);
  }
});
