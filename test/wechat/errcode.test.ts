import { describe, expect, it } from 'vitest';
import { explain } from '../../src/core/errors.ts';
import { LOCALES, textFor } from '../../src/core/text/index.ts';
import { type Call, REACTIONS, ridIn, wechatError } from '../../src/wechat/errcode.ts';

/** errcode, code, retry: the table of wechat's README, written out once more. */
const EXPECTED: [number, string, string][] = [
  [-1, 'wechat_busy', 'later'],
  [40001, 'token_invalid', 'refresh'],
  [40014, 'token_invalid', 'refresh'],
  [42001, 'token_invalid', 'refresh'],
  [41001, 'wechat_bug', 'never'],
  [40002, 'wechat_bug', 'never'],
  [40013, 'wrong_appid', 'never'],
  [40125, 'wrong_secret', 'never'],
  [41002, 'wrong_appid', 'never'],
  [41004, 'wrong_secret', 'never'],
  [40164, 'ip_not_allowed', 'never'],
  [40243, 'secret_frozen', 'never'],
  [43002, 'wechat_bug', 'never'],
  [44002, 'wechat_bug', 'never'],
  [47001, 'wechat_bug', 'never'],
  [45009, 'quota_spent', 'tomorrow'],
  [45011, 'rate_limited', 'slower'],
  [48001, 'unauthorized', 'never'],
  [48004, 'banned', 'never'],
  [48006, 'quota_spent', 'never'],
  [50002, 'banned', 'never'],
  [61500, 'wechat_bug', 'never'],
  [61501, 'refused', 'never'],
  [61502, 'mini_game', 'never'],
  [61503, 'not_ready', 'later'],
  [61504, 'wechat_busy', 'later'],
  [61003, 'unauthorized', 'never'],
  [61004, 'unauthorized', 'never'],
  [61007, 'unauthorized', 'never'],
  [61023, 'unauthorized', 'never'],
  [76003, 'wechat_bug', 'never'],
  [76021, 'wechat_bug', 'never'],
  [76022, 'unauthorized', 'never'],
  [85088, 'no_cloud', 'never'],
  [89503, 'admin_needed', 'never'],
  [89506, 'admin_needed', 'never'],
  [89507, 'admin_needed', 'never'],
];

describe('an errcode', () => {
  it.each(EXPECTED)('%i means %s, retry %s', (errcode, code, retry) => {
    const errmsg = 'as WeChat says  rid: 65d573b2-7cb714af-2e754bd3 ';
    const error = wechatError('wx1', 'data', { errcode, errmsg });
    expect(error).toMatchObject({ code, retry });
    expect(error.params).toMatchObject({
      app: 'wx1',
      detail: `${errcode} as WeChat says rid: 65d573b2-7cb714af-2e754bd3`,
    });
    for (const locale of LOCALES) expect(explain(error, textFor(locale))).toContain('wx1');
  });

  it('has no reaction that this table leaves out', () => {
    expect(EXPECTED.map(([errcode]) => errcode).sort()).toEqual([...REACTIONS.keys()].sort());
  });

  it.each<[Call, string, string]>([
    ['token', 'wrong_secret', 'never'],
    ['data', 'token_invalid', 'refresh'],
  ])('40001 on a %s call means %s', (call, code, retry) => {
    expect(wechatError('wx1', call, { errcode: 40001, errmsg: '' })).toMatchObject({ code, retry });
  });

  it('that nobody knows is never retried blindly', () => {
    const error = wechatError('wx1', 'data', { errcode: 9001001, errmsg: 'strange' });
    expect(error).toMatchObject({ code: 'wechat_unknown', retry: 'never' });
    expect(error.message).toContain('9001001 strange');
  });

  it('of a bare code has no more detail than the code', () => {
    expect(wechatError('wx1', 'data', { errcode: 48001, errmsg: '' }).params).toMatchObject({
      detail: '48001',
    });
  });

  it.each([
    ['invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist rid: 61-2', '1.2.3.4'],
    ['invalid ip 240e:1::9 ipv6 240e:1::9, not in whitelist', '240e:1::9'],
  ])('40164 names the address: %s', (errmsg, ip) => {
    const error = wechatError('wx1', 'token', { errcode: 40164, errmsg });
    expect(error.params).toMatchObject({ ip });
    for (const locale of LOCALES) expect(explain(error, textFor(locale))).toContain(ip);
  });

  it('40164 without an address still makes a sentence', () => {
    const error = wechatError('wx1', 'token', { errcode: 40164, errmsg: 'not in whitelist' });
    expect(error.message).toContain("this server's address (40164 not in whitelist)");
  });

  it('keeps a very long message short', () => {
    const error = wechatError('wx1', 'data', { errcode: 1, errmsg: 'x'.repeat(5000) });
    expect(error.message.length).toBeLessThan(400);
  });
});

describe('a request id', () => {
  it.each([
    ['date range error hint: [bU3NIa03091504]', 'bU3NIa03091504'],
    ['api unauthorized rid: 6448d656-1271738b-74485726', '6448d656-1271738b-74485726'],
    ['invalid appid', undefined],
  ])('of "%s" is %s', (errmsg, rid) => {
    expect(ridIn(errmsg)).toBe(rid);
  });
});
