/** Alerts and the calendar in the file: what is understood, and every fault told by its key. */
import { describe, expect, test } from 'vitest';
import { adapters } from '../../adapters/index.ts';
import { type Config, readConfig } from '../../src/config/index.ts';
import { AppError } from '../../src/core/errors.ts';

const ENV = {
  WECHAT_APPID: 'wx123',
  WECHAT_APPSECRET: 'hush',
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: 'signed',
};
const CHANNELS = 'channels: [{ name: growth, slack: C0123ABCD }]';

function read(yaml: string): Config {
  return readConfig(ENV, adapters, () => `${CHANNELS}\n${yaml}`);
}

function faultsOf(yaml: string): readonly string[] {
  try {
    read(yaml);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'config_invalid') throw error;
    return (error.params as { faults: readonly string[] }).faults;
  }
  return [];
}

describe('alerts', () => {
  test('without a word are the usual ones, wherever digests go', () => {
    const usual = { sensitivity: 'normal', rules: [], channels: undefined };
    expect(read('').alerts).toEqual(usual);
    expect(read('alerts: {}').alerts).toEqual(usual);
  });

  test('have a sensitivity, rules and channels; a rule is of days unless it says otherwise', () => {
    const { alerts } = read(`alerts:
  sensitivity: high
  rules:
    - { app: wx123, segment: new, offset: 1, below: 0.20 }
    - { grain: weekly, offset: 1, drop: 0.15 }
    - { drop: 0.3 }
  channels: [growth]`);
    expect(alerts).toEqual({
      sensitivity: 'high',
      rules: [
        { app: 'wx123', grain: 'day', segment: 'new', offset: 1, below: 0.2 },
        { grain: 'week', offset: 1, drop: 0.15 },
        { grain: 'day', drop: 0.3 },
      ],
      channels: ['growth'],
    });
  });

  test('with an empty list of channels are posted nowhere', () => {
    expect(read('alerts: { channels: [] }').alerts.channels).toEqual([]);
  });

  test.each([
    ['alerts: off', 'alerts is not valid: it must be keys'],
    ['alerts: { rule: [] }', 'alerts.rule is not a known key'],
    ['alerts: { sensitivity: max }', 'alerts.sensitivity is not valid: it must be low, normal or'],
    ['alerts: { rules: 3 }', 'alerts.rules is not valid: it must be a list'],
    ['alerts: { rules: [x] }', 'alerts.rules[0] is not valid: it must be keys'],
    ['alerts: { channels: [sales] }', 'alerts.channels names sales, which is not configured'],
    ['alerts: { rules: [{ drop: 0.1, day: 1 }] }', 'alerts.rules[0].day is not a known key'],
    ['alerts: { rules: [{ drop: 0.1, app: wx9 }] }', 'alerts.rules[0].app names wx9'],
    ['alerts: { rules: [{ drop: 0.1, grain: hourly }] }', 'alerts.rules[0].grain is not valid'],
    [
      'alerts: { rules: [{ drop: 0.1, segment: old }] }',
      'alerts.rules[0].segment is not valid: it must be new or active',
    ],
    ['alerts: { rules: [{ drop: 0.1, offset: D1 }] }', 'alerts.rules[0].offset is not valid'],
    [
      'alerts: { rules: [{ drop: 0.1, offset: 8 }] }',
      'alerts.rules[0].offset is not an offset of daily figures. Known: 1, 2, 3, 4, 5, 6, 7, 14, 30.',
    ],
    ['alerts: { rules: [{ drop: 0.1, offset: 0 }] }', 'is not an offset of daily figures'],
    [
      'alerts: { rules: [{ drop: 0.1, grain: monthly, offset: 2 }] }',
      'is not an offset of monthly figures. Known: 1.',
    ],
    ['alerts: { rules: [{ drop: 15 }] }', 'alerts.rules[0].drop is not valid: it must be a number'],
    ['alerts: { rules: [{ below: 0 }] }', 'alerts.rules[0].below is not valid'],
    ['alerts: { rules: [{ below: 20% }] }', 'alerts.rules[0].below is not valid'],
    ['alerts: { rules: [{ offset: 1 }] }', 'alerts.rules[0] must have exactly one of below and'],
    ['alerts: { rules: [{ below: 0.2, drop: 0.1 }] }', 'must have exactly one of below and drop'],
  ])('%s is told, once', (yaml, said) => {
    const faults = faultsOf(yaml);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(said);
  });

  test('tell every fault at once', () => {
    const faults = faultsOf(`alerts:
  sensitivity: max
  rules: [{ app: wx9, offset: 99 }, { drop: 2 }]
  channels: [sales]
calendar: Mars`);
    expect(faults).toHaveLength(7);
  });
});

describe('the calendar', () => {
  const usual = { country: 'CN', holidays: [], workdays: [], years: [] };

  test('is that of mainland China, unless another one is named', () => {
    expect(read('').calendar).toEqual(usual);
    for (const country of ['CN', 'HK', 'JP', 'NO', 'none'])
      expect(read(`calendar: ${country}`).calendar).toEqual({ ...usual, country });
  });

  test('takes days and years that the library lacks', () => {
    expect(
      read(`calendar:
  country: CN
  holidays: [2037-01-01]
  workdays: ["2037-01-03"]
  years: [2026]`).calendar,
    ).toEqual({ country: 'CN', holidays: ['2037-01-01'], workdays: ['2037-01-03'], years: [2026] });
    expect(read('calendar: { holidays: [2037-01-01] }').calendar.country).toBe('CN');
  });

  test.each([
    ['calendar: Mars', 'calendar is not valid: it must be none, or the code of a country'],
    ['calendar: cn', 'calendar is not valid: it must be none, or the code of a country'],
    ['calendar: { country: XX }', 'calendar.country is not valid: it must be none, or the code'],
    ['calendar: 3', 'calendar is not valid: it must be keys'],
    ['calendar: { days: [] }', 'calendar.days is not a known key'],
    ['calendar: { holidays: 2027-01-01 }', 'calendar.holidays is not valid: it must be a list'],
    [
      'calendar: { holidays: [2027-02-30] }',
      'calendar.holidays[0] is not valid: it must be a date such as 2027-01-01',
    ],
    ['calendar: { years: [soon] }', 'calendar.years[0] is not valid: it must be a year'],
    [
      'calendar: { holidays: [2027-01-01], workdays: [2027-01-01] }',
      'calendar.workdays: 2027-01-01 is named twice',
    ],
    ['calendar: { years: [2099] }', 'calendar.years names 2099, but without it the calendar knows'],
  ])('%s is told, once', (yaml, said) => {
    const faults = faultsOf(yaml);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(said);
  });
});
