/** The form to subscribe: what it offers, and that Teams takes it however many apps and zones there are. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { AdaptiveCard, ChoiceSet, Element } from '../../../adapters/teams/card.ts';
import { ALL_APPS } from '../../../adapters/teams/form-choices.ts';
import { FIELDS, formCard } from '../../../adapters/teams/form-view.ts';
import { checkLimits } from '../../../adapters/teams/limits.ts';
import { parseCommand } from '../../../src/core/command/index.ts';
import { textFor } from '../../../src/core/text/index.ts';
import type { Choices } from '../../../src/ports/adapter.ts';
import { schemaFaults } from '../../doubles/adaptive-card-schema.ts';
import { openTestHost, type TestHost } from '../../doubles/host.ts';

const opened: TestHost[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function formOf(
  command: string,
  { locale = 'en', ...changes }: Partial<Choices> & { locale?: 'en' | 'zh-CN' } = {},
): Promise<AdaptiveCard> {
  const test = await openTestHost();
  opened.push(test);
  const choices = { ...test.host.choices, ...changes };
  return formCard({ command }, { ...test.host, choices }, locale);
}

function field(card: AdaptiveCard, name: keyof typeof FIELDS): Element {
  const found = card.body.find((one) => 'id' in one && one.id === FIELDS[name]);
  if (!found) throw new Error(`no field ${name}`);
  return found;
}

const offered = (card: AdaptiveCard, name: 'app' | 'zone') =>
  (field(card, name) as ChoiceSet).choices.map(({ value }) => value);

const apps = (count: number, name = 'Shop') =>
  Array.from({ length: count }, (_, index) => ({
    appid: `wx${String(index).padStart(16, '0')}`,
    name: `${name} ${index}`,
  }));

const ALL_ZONES = [...Intl.supportedValuesOf('timeZone'), 'UTC'];

describe('the form to subscribe', () => {
  it('begins with what the button says and what is usual', async () => {
    const card = await formOf('subscribe weekly wx2');
    expect(field(card, 'app')).toMatchObject({ style: 'filtered', value: 'wx2', isRequired: true });
    expect(field(card, 'grain')).toMatchObject({ style: 'expanded', value: 'weekly' });
    expect(field(card, 'at')).toMatchObject({ type: 'Input.Time', value: '09:30' });
    expect(field(card, 'zone')).toMatchObject({ style: 'filtered', value: 'Asia/Shanghai' });
  });

  it('offers every app at once, and each', async () => {
    const card = await formOf('subscribe');
    expect(offered(card, 'app')).toEqual([ALL_APPS, 'wx1', 'wx2']);
    expect(field(card, 'app')).toHaveProperty('value', ALL_APPS);
  });

  it('names what is missing, beside the field', async () => {
    const { forms } = textFor('en');
    const card = await formOf('subscribe');
    for (const name of ['app', 'grain', 'at'] as const)
      expect(field(card, name)).toMatchObject({ isRequired: true, errorMessage: forms.needed });
    expect(field(card, 'zone')).toMatchObject({ isRequired: true, errorMessage: forms.noZone });
  });

  it.each([
    ['subscribe weekly wx2', 'weekly wx2'],
    ['subscribe', 'help'],
  ])('of %s is sent, or given up for %s', async (command, back) => {
    const set = (await formOf(command)).body.at(-1);
    expect(set).toMatchObject({
      type: 'ActionSet',
      actions: [
        { type: 'Action.Execute', verb: 'subscribe' },
        { verb: 'show', data: { command: back }, associatedInputs: 'none' },
      ],
    });
  });

  it('is Chinese where the chat is', async () => {
    const card = await formOf('subscribe', { locale: 'zh-CN' });
    expect(card).toMatchObject({ lang: 'zh', fallbackText: textFor('zh-CN').forms.title });
    expect(field(card, 'grain')).toHaveProperty('label', textFor('zh-CN').forms.grain);
  });
});

describe('a form of many choices', () => {
  it('offers every zone there is, the usual one first', async () => {
    const card = await formOf('subscribe', { zones: ALL_ZONES, zone: 'Europe/Paris' });
    expect(offered(card, 'zone')[0]).toBe('Europe/Paris');
    expect(offered(card, 'zone').toSorted()).toEqual(ALL_ZONES.toSorted());
    expect(textsOf(card)).not.toContain('Pacific/Apia`');
  });

  it('offers the common zones where all are too many, and says how to have another', async () => {
    const zones = [...ALL_ZONES, ...ALL_ZONES.map((zone) => `${zone}/Elsewhere`)].slice(0, 600);
    const card = await formOf('subscribe', { zones, apps: apps(200), zone: 'Pacific/Apia' });
    expect(offered(card, 'app')).toHaveLength(201);
    const shown = offered(card, 'zone');
    expect(shown.length).toBeLessThan(100);
    expect(shown).toEqual(expect.arrayContaining(['Pacific/Apia', 'Asia/Shanghai', 'UTC']));
    expect(textsOf(card)).toContain('in Pacific/Apia');
    expect(checkLimits({ card, summary: '' })).toEqual([]);
  });

  it('has an app typed where they are too many to look through', async () => {
    const many = apps(1000);
    const card = await formOf(`subscribe daily ${many[700]?.appid}`, {
      apps: many,
      zones: ALL_ZONES,
    });
    expect(field(card, 'app')).toEqual({
      type: 'Input.Text',
      id: 'app',
      label: 'Mini Program',
      placeholder: textFor('en').forms.typedApp,
      value: 'wx0000000000000700',
    });
    expect(offered(card, 'zone')).toHaveLength(ALL_ZONES.length);
    expect(checkLimits({ card, summary: '' })).toEqual([]);
  });

  it('is valid and fits, whatever the apps are called and however many there are', async () => {
    const test = await openTestHost();
    opened.push(test);
    const name = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .tuple(
          fc.constantFrom('x', '店', '"', '\\', '\u0001', '👨‍👩‍👧', '\u202E', 'پ'),
          fc.nat(300),
        )
        .map(([one, times]) => one.repeat(times)),
    );
    const choices = fc.record({ count: fc.nat(1000), name, zones: fc.nat(600) });
    fc.assert(
      fc.property(choices, ({ count, name, zones }) => {
        const many = { apps: apps(count, name), zones: ALL_ZONES.slice(0, zones) };
        const host = { ...test.host, choices: { ...test.host.choices, ...many } };
        for (const locale of ['en', 'zh-CN'] as const) {
          const card = formCard({ command: 'subscribe weekly' }, host, locale);
          expect(checkLimits({ card, summary: '' })).toEqual([]);
          expect(schemaFaults(card)).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});

it.each(['en', 'zh-CN'] as const)('the command for another zone is one, in %s', (locale) => {
  const [, typed = ''] = /`retention ([^`]+)`/.exec(textFor(locale).forms.otherZone) ?? [];
  const parsed = parseCommand(typed, {
    apps: [{ appid: 'wx1', name: 'Corner Shop' }],
    now: new Date('2026-11-22T01:30:00Z'),
  });
  expect(parsed).toMatchObject({ what: { zone: 'Pacific/Apia', at: '09:30' } });
});

function textsOf(card: AdaptiveCard): string {
  return card.body.map((one) => (one.type === 'TextBlock' ? one.text : '')).join('\n');
}
