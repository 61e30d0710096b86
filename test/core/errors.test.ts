/** What a refusal is about, and what is left of an error that was kept. */
import { describe, expect, it, test } from 'vitest';
import { ChannelError, type ErrorCode, errorOf, refuser } from '../../src/core/errors.ts';

const rejected = (code: ErrorCode) => new ChannelError('rejected', code, {} as never);

describe('what refuses every message until a person acts', () => {
  test.each<ErrorCode>([
    'slack_not_in_channel',
    'slack_no_channel',
    'slack_archived',
    'channel_closed',
    'teams_blocked',
  ])('%s: the chat', (code) => {
    expect(refuser(rejected(code))).toBe('chat');
  });

  test.each<ErrorCode>(['slack_token', 'slack_scope', 'teams_credentials'])(
    '%s: the platform',
    (code) => {
      expect(refuser(rejected(code))).toBe('platform');
    },
  );

  it('is nothing, where one message was refused', () => {
    expect(refuser(rejected('message_too_large'))).toBeUndefined();
  });

  it('is nothing, where a chat refused for now', () => {
    const later = new ChannelError('later', 'slack_archived', { channel: 'growth' });
    expect(refuser(later)).toBeUndefined();
  });
});

describe('an error that was kept', () => {
  it('says again what it said', () => {
    const error = errorOf({ code: 'slack_archived', params: { channel: 'growth' } });
    expect(error.code).toBe('slack_archived');
    expect(error.message).toContain('growth');
  });

  it.each([
    ['a code that has gone', 'of_another_version', {}],
    ['a name that every object has', 'toString', {}],
    ['params that have gone', 'config_invalid', {}],
  ])('with %s is internal', (_, code, params) => {
    expect(errorOf({ code, params }).code).toBe('internal');
  });
});
