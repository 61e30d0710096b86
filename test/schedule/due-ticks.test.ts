/** What is due, across daylight saving, odd calendars, downtime and clocks that go backwards. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cronAt, schedule } from '../../src/core/schedule.ts';
import { cronFault, dueTicks, nextTick } from '../../src/schedule/due-ticks.ts';

const due = (cron: string, zone: string, watermark: string, now: string) =>
  dueTicks({ cron, zone }, new Date(watermark), new Date(now)).map((at) =>
    at.toISOString().replace(':00.000Z', 'Z'),
  );

describe('what is due', () => {
  it.each<[string, string, string, string, string, string[]]>([
    [
      '09:30 in Beijing',
      '30 9 * * *',
      'Asia/Shanghai',
      '2026-11-20T02:00Z',
      '2026-11-22T01:30Z',
      ['2026-11-21T01:30Z', '2026-11-22T01:30Z'],
    ],
    [
      'a zone of quarter hours',
      '30 9 * * *',
      'Asia/Kathmandu',
      '2026-11-20T12:00Z',
      '2026-11-21T12:00Z',
      ['2026-11-21T03:45Z'],
    ],
    [
      'an hour that spring skips in New York: the next valid instant, once',
      '30 2 * * *',
      'America/New_York',
      '2026-03-07T12:00Z',
      '2026-03-10T00:00Z',
      ['2026-03-08T07:00Z', '2026-03-09T06:30Z'],
    ],
    [
      'a quarter of an hour that spring skips on Lord Howe Island',
      '15 2 * * *',
      'Australia/Lord_Howe',
      '2026-10-02T16:00Z',
      '2026-10-04T20:00Z',
      ['2026-10-03T15:30Z', '2026-10-04T15:15Z'],
    ],
    [
      'an hour that autumn repeats in New York: once',
      '30 1 * * *',
      'America/New_York',
      '2026-10-31T12:00Z',
      '2026-11-02T12:00Z',
      ['2026-11-01T05:30Z', '2026-11-02T06:30Z'],
    ],
    [
      'half an hour that autumn repeats on Lord Howe Island: once',
      '45 1 * * *',
      'Australia/Lord_Howe',
      '2026-04-03T16:00Z',
      '2026-04-05T20:00Z',
      ['2026-04-04T14:45Z', '2026-04-05T15:15Z'],
    ],
    [
      'the hour before midnight that spring skips in Nuuk: at midnight, once',
      '30 23 * * *',
      'America/Nuuk',
      '2026-03-28T12:00Z',
      '2026-03-30T12:00Z',
      ['2026-03-29T01:00Z', '2026-03-30T00:30Z'],
    ],
    [
      'that hour for a schedule of every hour: not at all',
      '30 * * * *',
      'America/Nuuk',
      '2026-03-29T00:00Z',
      '2026-03-29T02:00Z',
      ['2026-03-29T00:30Z', '2026-03-29T01:30Z'],
    ],
    [
      'local time across a change: 09:30 stays 09:30',
      '30 9 * * *',
      'Europe/Paris',
      '2026-03-28T00:00Z',
      '2026-03-30T00:00Z',
      ['2026-03-28T08:30Z', '2026-03-29T07:30Z'],
    ],
    [
      'day of month or day of week, as crontab has it',
      '0 9 1 * 1',
      'UTC',
      '2026-11-25T00:00Z',
      '2026-12-08T00:00Z',
      ['2026-11-30T09:00Z', '2026-12-01T09:00Z', '2026-12-07T09:00Z'],
    ],
    [
      'the leap day',
      '0 9 29 2 *',
      'Asia/Shanghai',
      '2026-01-01T00:00Z',
      '2028-12-31T00:00Z',
      ['2028-02-29T01:00Z'],
    ],
    [
      'the last days of months that have them',
      '0 9 31 * *',
      'UTC',
      '2026-01-01T00:00Z',
      '2026-06-01T00:00Z',
      ['2026-01-31T09:00Z', '2026-03-31T09:00Z', '2026-05-31T09:00Z'],
    ],
    [
      'the turn of the year, on its own side of the date line',
      '0 0 1 1 *',
      'Pacific/Kiritimati',
      '2026-06-01T00:00Z',
      '2027-06-01T00:00Z',
      ['2026-12-31T10:00Z'],
    ],
    [
      'Mondays, sunday as 0 and as 7',
      '0 0 * * 7',
      'UTC',
      '2026-11-20T00:00Z',
      '2026-11-30T00:00Z',
      ['2026-11-22T00:00Z', '2026-11-29T00:00Z'],
    ],
  ])('knows %s', (_, cron, zone, watermark, now, expected) => {
    expect(due(cron, zone, watermark, now)).toEqual(expected);
  });

  it('leaves out the watermark itself and takes in the present moment', () => {
    const at = '2026-11-22T01:30:00Z';
    expect(due('30 9 * * *', 'Asia/Shanghai', at, '2026-11-22T23:00:00Z')).toEqual([]);
    expect(due('30 9 * * *', 'Asia/Shanghai', '2026-11-22T01:29:59.999Z', at)).toEqual([
      '2026-11-22T01:30Z',
    ]);
    expect(
      due('30 9 * * *', 'Asia/Shanghai', '2026-11-21T02:00:00Z', '2026-11-22T01:29:59.999Z'),
    ).toEqual([]);
  });

  it('finds nothing while the clock stands before the watermark', () => {
    expect(due('* * * * *', 'UTC', '2026-11-22T10:00Z', '2026-11-22T09:00Z')).toEqual([]);
    expect(due('* * * * *', 'UTC', '2026-11-22T10:00Z', '2026-11-22T10:00Z')).toEqual([]);
  });

  it('gives every firing of a long downtime, oldest first', () => {
    const days = dueTicks(
      { cron: '30 9 * * *', zone: 'Asia/Shanghai' },
      new Date('2020-01-01T00:00:00Z'),
      new Date('2026-01-01T00:00:00Z'),
    );
    expect(days).toHaveLength(365 * 6 + 2);
    expect(days).toEqual(days.toSorted((a, b) => a.getTime() - b.getTime()));
  });

  it('ends with the newest firing however many were missed', () => {
    const minutes = dueTicks(
      { cron: '* * * * *', zone: 'America/New_York' },
      new Date('2026-10-01T00:00:00Z'),
      new Date('2026-11-22T01:30:30Z'),
    );
    expect(minutes.at(-1)).toEqual(new Date('2026-11-22T01:30:00Z'));
  });

  it('neither loses nor doubles a firing, wherever the watermark stood in between', () => {
    const changes = [
      ['America/New_York', '2026-03-08T07:00:00Z'],
      ['America/New_York', '2026-11-01T06:00:00Z'],
      ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
      ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
      ['Europe/London', '2026-03-29T01:00:00Z'],
      ['Africa/Casablanca', '2026-02-15T02:00:00Z'],
      ['Asia/Shanghai', '2026-11-22T00:00:00Z'],
    ] as const;
    const minute = 60_000;
    fc.assert(
      fc.property(
        fc.constantFrom(...changes),
        fc.integer({ min: 0, max: 59 }),
        fc.constantFrom('*', '0', '1', '2', '1,2,3', '*/2'),
        fc.constantFrom('* * *', '* * 1', '1 * *', '8 * 0'),
        fc.uniqueArray(fc.integer({ min: -2880, max: 2880 }), { maxLength: 6 }),
        ([zone, change], at, hour, days, splits) => {
          const cron = { cron: `${at} ${hour} ${days}`, zone };
          const moment = (minutes: number) => new Date(Date.parse(change) + minutes * minute);
          const whole = dueTicks(cron, moment(-2880), moment(2880));
          const cuts = [-2880, ...splits.toSorted((a, b) => a - b), 2880];
          const parts = cuts
            .slice(1)
            .flatMap((cut, index) => dueTicks(cron, moment(cuts[index] ?? 0), moment(cut)));
          expect(parts).toEqual(whole);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('the next firing', () => {
  it('comes after the moment, never at it', () => {
    const nine = { cron: '30 9 * * *', zone: 'Asia/Shanghai' };
    const at = new Date('2026-11-22T01:30:00Z');
    expect(nextTick(nine, at)).toEqual(new Date('2026-11-23T01:30:00Z'));
    expect(nextTick(nine, new Date(at.getTime() - 1))).toEqual(at);
  });

  it('is at midnight where spring skips the hour before', () => {
    const late = { cron: '30 23 * * *', zone: 'America/Nuuk' };
    expect(nextTick(late, new Date('2026-03-28T12:00Z'))).toEqual(new Date('2026-03-29T01:00Z'));
    expect(nextTick(late, new Date('2026-03-29T01:00Z'))).toEqual(new Date('2026-03-30T00:30Z'));
  });

  it('is none where the calendar has no such day', () => {
    expect(nextTick({ cron: '0 9 30 2 *', zone: 'UTC' }, new Date('2026-01-01'))).toBeUndefined();
  });

  it.each([
    ['day', '2026-11-23T01:30:00Z'],
    ['week', '2026-11-23T01:30:00Z'],
    ['month', '2026-12-01T01:30:00Z'],
  ] as const)('of the default %s schedule is where it should be', (grain, expected) => {
    const one = schedule({
      grain,
      cron: cronAt(grain, '09:30'),
      at: '09:30',
      zone: 'Asia/Shanghai',
      apps: 'all',
      channels: 'all',
    });
    expect(nextTick(one, new Date('2026-11-22T02:00:00Z'))).toEqual(new Date(expected));
  });
});

describe('a cron line', () => {
  it.each(['30 9 * * *', '*/5 0-6 1,15 * MON-FRI', '0 9 1 JAN *', '  0  9 * * 1 '])(
    'may be %s',
    (cron) => {
      expect(cronFault(cron, 'Europe/Paris')).toBeUndefined();
    },
  );

  it.each([
    ['60 9 * * *', 'UTC'],
    ['30 24 * * *', 'UTC'],
    ['0 9 32 * *', 'UTC'],
    ['0 9 * 13 *', 'UTC'],
    ['0 9 * * 8', 'UTC'],
    ['0 9 * *', 'UTC'],
    ['0 0 9 * * *', 'UTC'],
    ['@daily', 'UTC'],
    ['2026-11-22T09:30:00', 'UTC'],
    ['often', 'UTC'],
    ['', 'UTC'],
    ['30 9 * * *', 'Mars/Olympus'],
  ])('may not be "%s" in %s, and says why', (cron, zone) => {
    expect(cronFault(cron, zone)).toEqual(expect.any(String));
  });

  it('may not be one that never fires', () => {
    expect(cronFault('0 9 30 2 *', 'UTC')).toEqual(expect.any(String));
    expect(cronFault('0 9 29 2 *', 'UTC')).toBeUndefined();
  });
});
