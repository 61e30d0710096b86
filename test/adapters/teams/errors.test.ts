/** What Teams' refusals mean: for the message, for the chat, and for a person. */
import { describe, expect, it } from 'vitest';
import { isGone, ofOneMessage, toChannelError } from '../../../adapters/teams/errors.ts';
import { explain, refuser } from '../../../src/core/errors.ts';
import { textFor } from '../../../src/core/text/index.ts';

/** As the connector's client throws it. */
function restError(statusCode: number, code?: string, headers: Record<string, string> = {}): Error {
  const sentence = 'Bearer s3cret was refused';
  return Object.assign(new Error(sentence), {
    statusCode,
    ...(code === undefined ? {} : { code }),
    response: { headers: { get: (name: string) => headers[name] } },
  });
}

const told = (error: unknown, reached?: boolean) => toChannelError(error, 'board', reached);

describe('what Teams refuses', () => {
  it.each([
    [403, 'MessageWritesBlocked'],
    [403, 'ConversationBlockedByUser'],
    [403, 'BotNotInConversationRoster'],
    [403, 'BotDisabledByAdmin'],
    [404, 'ConversationNotFound'],
  ])('closes that chat alone, and says why: %d %s', (status, code) => {
    const error = told(restError(status, code));
    expect(refuser(error)).toBe('chat');
    const words = explain(error, textFor('en'));
    expect(words).toContain('board');
    expect(words).toContain(`HTTP ${status} ${code}`);
    expect(explain(error, textFor('zh-CN'))).toContain(code);
  });

  it.each([
    [400, 'BadSyntax', 'channel_refused'],
    [404, 'ActivityNotFoundInConversation', 'channel_refused'],
    [413, 'MessageSizeTooBig', 'message_too_large'],
    [413, undefined, 'message_too_large'],
  ])('concerns one message: %d %s', (status, code, wording) => {
    const error = told(restError(status, code));
    expect(error).toMatchObject({ outcome: 'rejected', code: wording });
    expect(refuser(error)).toBeUndefined();
  });

  it('closes every chat when the bot is not registered', () => {
    expect(refuser(told(restError(401, 'BotNotRegistered')))).toBe('platform');
  });

  it('concerns one message where the chat may take others', () => {
    const blocked = told(restError(403, 'Forbidden'));
    const error = ofOneMessage(blocked);
    expect(error).toMatchObject({ outcome: 'rejected', code: 'channel_refused' });
    expect(error).toMatchObject({ params: { channel: 'board', detail: 'HTTP 403 Forbidden' } });
    const busy = told(restError(429));
    expect(ofOneMessage(busy)).toBe(busy);
  });

  it('knows what is gone by the status alone', () => {
    expect(isGone(restError(404))).toBe(true);
    expect(isGone(restError(403))).toBe(false);
  });
});

describe('what became of a message', () => {
  it.each([
    [412, {}, undefined],
    [429, {}, undefined],
    [429, { 'retry-after': '7' }, 7000],
    [429, { 'retry-after': 'soon' }, undefined],
  ])('was not taken, and is worth another try: %d %j', (status, headers, retryAfterMs) => {
    const error = told(restError(status, undefined, headers));
    expect(error).toMatchObject({ outcome: 'later', code: 'channel_busy' });
    expect(error.retryAfterMs).toBe(retryAfterMs);
  });

  it.each([408, 500, 502, 503, 504])('is unknown after %d', (status) => {
    expect(told(restError(status))).toMatchObject({ outcome: 'unknown' });
  });

  it.each([
    ['ECONNRESET', true, 'unknown'],
    ['ECONNRESET', false, 'later'],
    ['ECONNREFUSED', true, 'later'],
    ['ENOTFOUND', true, 'later'],
  ] as const)(
    'follows from where the connection broke: %s, reached %s',
    (code, reached, outcome) => {
      const broken = Object.assign(new Error('broken'), { code });
      expect(told(broken, reached)).toMatchObject({ outcome });
    },
  );

  it('is told without Microsoft’s sentences, which may quote the request', () => {
    for (const status of [400, 401, 403, 404, 412, 413, 429, 500]) {
      const error = told(restError(status, 'Some'));
      expect(JSON.stringify([error.message, error.params])).not.toContain('s3cret');
    }
  });
});
