/** What is kept of an error can be kept everywhere, and is told by whoever finds it. */
import { expect, it } from 'vitest';
import { AppError, errorOf } from '../../src/core/errors.ts';
import { keptError } from '../../src/pipeline/kept-error.ts';

it('holds what the message needs, and no more', () => {
  const error = new AppError('store_unusable', { path: 'a.db', detail: 'no' }, { retry: 'later' });
  expect(keptError(error)).toEqual({
    code: 'store_unusable',
    params: { path: 'a.db', detail: 'no' },
  });
  expect(errorOf(keptError(error)).message).toBe(error.message);
});

it('says of what was not made for readers only that it was', () => {
  const kept = { code: 'internal', params: {} };
  for (const error of [new Error('token=s3cr3t'), 'text', undefined])
    expect(keptError(error)).toEqual(kept);
});

it('leaves out what PostgreSQL’s JSON refuses, and keeps what only looks like it', () => {
  const detail = 'a\0b \\u0000 \ud83d c 😀';
  expect(keptError(new AppError('store_unusable', { path: 'p', detail })).params).toEqual({
    path: 'p',
    detail: 'ab \\u0000 \ufffd c 😀',
  });
});
