/** What a person sees of a long collection, on a terminal and in a log. */
import { expect, test } from 'vitest';
import { textFor } from '../src/core/text/index.ts';
import { progressBar } from '../src/progress.ts';

const { terminal } = textFor('en');

function open(isTTY: boolean, hasPace = true) {
  const written: string[] = [];
  let at = Date.parse('2026-11-22T01:30:00Z');
  const stream = {
    isTTY,
    write: (text: string) => {
      written.push(text);
      return true;
    },
  };
  const pace = { now: () => new Date(at), words: terminal.pace };
  return {
    bar: progressBar(stream, terminal.collecting, hasPace ? pace : undefined),
    written,
    forward: (seconds: number) => {
      at += seconds * 1000;
    },
  };
}

test('is a bar on a terminal, with the rate and the time that is left', () => {
  const { bar, written, forward } = open(true);
  bar.update('a', 0, 100);
  bar.update('b', 0, 100);
  forward(10);
  bar.update('a', 50, 100);
  bar.end();
  expect(written).toEqual([
    '\r\u001b[K░░░░░░░░░░░░░░░░░░░░░░░░ Collecting 0 of 100',
    '\r\u001b[K░░░░░░░░░░░░░░░░░░░░░░░░ Collecting 0 of 200',
    '\r\u001b[K██████░░░░░░░░░░░░░░░░░░ Collecting 50 of 200 · 5.0/s, 0:30 left',
    '\n',
  ]);
});

test.each([
  [3, '0:03'],
  [75, '1:15'],
  [3725, '1:02:05'],
])('writes %i seconds as %s', (seconds, words) => {
  const { bar, written, forward } = open(true);
  forward(1);
  bar.update('a', 1, 1 + seconds);
  expect(written[0]).toContain(`1.0/s, ${words} left`);
});

test('is plain lines elsewhere, one in ten seconds, and a last one', () => {
  const { bar, written, forward } = open(false);
  for (let done = 0; done <= 30; done += 1) {
    bar.update('a', done, 31);
    forward(1);
  }
  bar.update('a', 31, 31);
  bar.end();
  expect(written).toEqual([
    'Collecting 10 of 31 · 1.0/s, 0:21 left\n',
    'Collecting 20 of 31 · 1.0/s, 0:11 left\n',
    'Collecting 30 of 31 · 1.0/s, 0:01 left\n',
    'Collecting 31 of 31 · 1.0/s, 0:00 left\n',
  ]);
});

test('shrinks when history ends early', () => {
  const { bar, written } = open(true);
  bar.update('a', 10, 400);
  bar.update('a', 10, 10);
  expect(written.at(-1)).toBe('\r\u001b[K████████████████████████ Collecting 10 of 10');
});

test('of a short run says nothing where there is no terminal', () => {
  const { bar, written } = open(false, false);
  bar.update('a', 1, 2);
  bar.end();
  expect(written).toEqual([]);
  const short = open(false);
  short.bar.update('a', 1, 1);
  short.bar.end();
  expect(short.written).toEqual([]);
});
