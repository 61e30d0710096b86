/** A table's row where there is no table. */
import { expect, test } from 'vitest';
import { tableLine } from '../../src/core/table-line.ts';

const columns = ['Cohort', 'Users', 'D1', 'D2', 'D3', 'D4'];

test.each([
  [
    ['Nov 20', '5,200', '31.0%', '22.7%', '18.9%', '16.6%'],
    'D1 31.0% · D2 22.7% · D3 18.9% · D4 16.6%',
  ],
  [['Nov 20', '5,200', '31.0%', '—', '—', '—'], 'D1 31.0% · D2–D4 —'],
  [['Nov 20', '5,200', '31.0%', '22.7%', '18.9%', '—'], 'D1 31.0% · D2 22.7% · D3 18.9% · D4 —'],
  [['Nov 20', '5,200', '—', '—', '18.9%', '—'], 'D1–D2 — · D3 18.9% · D4 —'],
])('names every figure, and the gaps together: %j', (row, line) => {
  expect(tableLine({ columns }, row)).toBe(`Users 5,200 · ${line}`);
});

test('leaves out what is empty', () => {
  expect(tableLine({ columns: ['A', '', 'C'] }, ['a', '', 'c'])).toBe('C c');
  expect(tableLine({ columns: [] }, [])).toBe('');
});
