/** What the job queue reports, as the log tells it. */
import { expect, it } from 'vitest';
import { bossLog } from '../../src/schedule/boss-log.ts';
import { keptLog, type LogLine } from '../doubles/host.ts';

it.each([
  ['an error', new Error('connect ECONNREFUSED')],
  ['an object that holds one’s message', { message: 'connect ECONNREFUSED', queue: 'parts' }],
  ['a text', 'connect ECONNREFUSED'],
])('says what happened, of %s', (_, error) => {
  const lines: LogLine[] = [];
  bossLog(keptLog(lines), 'postgres://u:p%40ss@h/d')('job queue failed', error);
  expect(lines).toEqual([expect.objectContaining({ fields: { detail: 'connect ECONNREFUSED' } })]);
});

it('takes a stray % of a password for itself', () => {
  const lines: LogLine[] = [];
  bossLog(keptLog(lines), 'postgres://u:50%off@h/d')('job queue failed', { message: 'no 50%off' });
  expect(JSON.stringify(lines)).not.toContain('50%off');
});

it('never tells the password, as it is typed or meant', () => {
  const lines: LogLine[] = [];
  const say = bossLog(keptLog(lines), 'postgres://u:p%40ss@h/d');
  say('job queue failed', { message: 'no p%40ss, no p@ss' });
  expect(JSON.stringify(lines)).not.toMatch(/p%40ss|p@ss/);
});
