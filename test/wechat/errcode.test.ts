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
  [61504, 'analytics_busy', 'later'],
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
  [40101, 'wechat_bug', 'never'],
  [-1000, 'wechat_busy', 'later'],
  [-404011, 'cloud_function_failed', 'later'],
  [-501000, 'cloud_not_found', 'never'],
  [-501001, 'wechat_busy', 'later'],
  [-501002, 'wechat_busy', 'later'],
  [-501003, 'wechat_busy', 'later'],
  [-501004, 'wechat_busy', 'later'],
  [-501005, 'cloud_not_found', 'never'],
  [-501007, 'cloud_ticket', 'never'],
  [-501008, 'cloud_ticket', 'never'],
  [-504001, 'cloud_function_failed', 'later'],
  [-504002, 'cloud_function_failed', 'later'],
  [-504003, 'cloud_function_failed', 'later'],
  [-601001, 'wechat_busy', 'later'],
  [-601002, 'wechat_busy', 'later'],
  [-601003, 'wechat_busy', 'later'],
  [-601004, 'wechat_busy', 'later'],
  [-601005, 'wechat_busy', 'later'],
  [-604100, 'cloud_unoffered', 'never'],
  [-604101, 'cloud_permission', 'never'],
  [-604102, 'wechat_busy', 'later'],
  [-604103, 'wechat_busy', 'later'],
  [-604104, 'cloud_ticket', 'never'],
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

  it.each<[number, Call, string, string]>([
    [40001, 'token', 'wrong_secret', 'never'],
    [40001, 'data', 'token_invalid', 'refresh'],
    // Nobody here holds the token that WeChat adds inside its cloud.
    [40001, 'cloud', 'token_invalid', 'later'],
    [42001, 'cloud-run', 'token_invalid', 'later'],
    [41001, 'data', 'wechat_bug', 'never'],
    [41001, 'cloud-run', 'cloud_run_off', 'never'],
  ])('%i on a %s call means %s', (errcode, call, code, retry) => {
    expect(wechatError('wx1', call, { errcode, errmsg: '' })).toMatchObject({ code, retry });
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
