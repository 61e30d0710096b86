/** What an answer's text stands for, where WeChat or what stands before it writes nonsense. */
import { expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { type About, readAnswer } from '../../src/wechat/answer.ts';

const ABOUT: About = { app: 'wx1', call: 'data', path: '/x', status: 200, hide: [] };

function refused(json: object, status = 200): AppError {
  try {
    readAnswer(JSON.stringify(json), { ...ABOUT, status });
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('not refused');
}

it.each([
  ['an object', {}],
  ['a list', [61503]],
  ['a truth', true],
  ['an object that can’t become one', { toString: '' }],
])('calls an errcode that is %s malformed', (_, errcode) => {
  const { code, params } = refused({ errcode, errmsg: 'x' });
  expect(code).toBe('wechat_malformed');
  expect(params).toMatchObject({ detail: 'HTTP 200, errcode is no number' });
});

it('believes a busy server’s status rather than its nonsense', () => {
  expect(refused({ errcode: 'E_BUSY' }, 502)).toMatchObject({
    code: 'wechat_busy',
    retry: 'later',
  });
});

it('leaves out words that are no text', () => {
  const { code, message } = refused({ errcode: 61503, errmsg: { value: 'x' } });
  expect(code).toBe('not_ready');
  expect(message).not.toContain('[object');
});
