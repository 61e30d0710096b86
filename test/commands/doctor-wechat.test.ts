/** What `doctor` says of WeChat: whose fault it is, what is only late, and what isn't told. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SimulatedCall, SimulatedReply } from '../../src/demo/wechat-server.ts';
import { APP, SECRET } from '../pipeline/rig.ts';
import { ALONE, type DoctorRig, openDoctorRig, refusal } from './doctor-rig.ts';

let rig: DoctorRig;
beforeAll(async () => {
  rig = await openDoctorRig();
});
afterEach(() => rig.reset());
afterAll(() => rig.close());

/** WeChat refuses the calls that match. */
const refuse = (
  matches: (call: SimulatedCall) => boolean,
  ...[errcode, errmsg]: Parameters<typeof refusal>
) => rig.intercept((call) => (matches(call) ? refusal(errcode, errmsg) : undefined));

describe('WeChat', () => {
  test('not knowing the address: the address to copy, and nothing further of the app', async () => {
    refuse(
      ({ endpoint }) => endpoint === 'stable_token',
      40164,
      'invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist',
    );
    const { code, lines } = await rig.text(ALONE);
    expect(code).toBe(1);
    expect(lines).toHaveLength(4);
    expect(lines[2]).toMatch(
      /^✗ 晨读时光 {7}.*203\.0\.113\.7 .* → Add 203\.0\.113\.7 to the IP whitelist/,
    );
    expect((await rig.json(ALONE)).checks[2]?.name).toBe('ip-whitelist');
  });

  test('refusing the AppSecret: the token is at fault, and nothing further is asked', async () => {
    const before = rig.wechat.calls.length;
    const { code, checks } = await rig.json({
      ...ALONE,
      env: { ...ALONE.env, A: 'not-the-secret' },
    });
    expect(code).toBe(1);
    expect(checks.filter(({ subject }) => subject === APP)).toMatchObject([
      { name: 'token', status: 'fault', message: expect.stringContaining('AppSecret') },
    ]);
    expect(new Set(rig.wechat.calls.slice(before).map(({ endpoint }) => endpoint))).toEqual(
      new Set(['stable_token']),
    );
  });

  test('forbidding one interface: that one is named', async () => {
    refuse(({ endpoint }) => endpoint === 'week', 48001, 'api unauthorized');
    const { code, lines } = await rig.text(ALONE);
    expect(code).toBe(1);
    expect(lines.filter((line) => line.startsWith('✗'))).toHaveLength(1);
    expect(lines[5]).toMatch(/^✗ 晨读时光 {7}Weekly figures: .* may not use .* → Check that it is/);
  });

  test('forbidding the visit trend is a fault where sizes are taken from it, and not asked elsewhere', async () => {
    refuse(({ endpoint }) => endpoint === 'trend', 48001, 'api unauthorized');
    const wanted = { ...ALONE, env: { ...ALONE.env, WECHAT_MISSING_SIZE: 'visit-trend' } };
    const { code, lines } = await rig.text(wanted);
    expect(code).toBe(1);
    expect(lines.filter((line) => line.startsWith('✗'))).toEqual([
      expect.stringMatching(/Visit trend: .* may not use .* → Check that it is/),
    ]);
    expect((await rig.text(ALONE)).code).toBe(0);
    rig.intercept(() => undefined);
    expect((await rig.text(wanted)).lines.join('\n')).toContain('Visit trend: permitted (https)');
  });

  test('refusing the dates still permits the interface', async () => {
    refuse(({ endpoint }) => endpoint === 'month', 61501, 'date range error');
    const { code, lines } = await rig.text(ALONE);
    expect(code).toBe(0);
    expect(lines[6]).toMatch(/Monthly figures: permitted/);
  });

  test.each([
    ['in the morning', '2026-11-22T00:30:00Z', /not ready yet; .* after 09:00 Beijing time$/],
    ['in the evening', '2026-11-22T11:00:00Z', /still not ready, WeChat is late/],
  ])('not being ready %s is a note', async (_, now, expected) => {
    rig.clock.set(now);
    refuse(({ endpoint }) => endpoint === 'day', 61503, 'data not ready, please try later');
    const { code, lines } = await rig.text(ALONE);
    expect(code).toBe(0);
    expect(lines[4]).toMatch(/^✓ .*Daily figures: permitted/);
    expect(lines[7]).toMatch(/^! 晨读时光 {7}Yesterday, Sat, Nov 21: /);
    expect(lines[7]).toMatch(expected);
  });

  test('telling zeros is not being ready either', async () => {
    const zero = [{ key: 0, value: 0 }];
    rig.intercept(({ endpoint, begin }) =>
      endpoint === 'day'
        ? { body: { ref_date: begin, visit_uv_new: zero, visit_uv: zero } }
        : undefined,
    );
    expect((await rig.text(ALONE)).lines[7]).toMatch(/^! .*Yesterday, Sat, Nov 21: not ready yet/);
  });
});

describe('the quota', () => {
  const quota = (remain: number) => ({ quota: { daily_limit: 1000, used: 1000 - remain, remain } });

  test('that is used up is a fault, each grain on its line', async () => {
    let asked = 0;
    rig.intercept(({ endpoint }) => {
      if (endpoint !== 'quota') return undefined;
      asked += 1;
      return { body: { errcode: 0, errmsg: 'ok', ...quota(asked === 1 ? 0 : 5) } };
    });
    const { code, checks } = await rig.json(ALONE);
    expect(code).toBe(1);
    const told = checks.filter(({ name }) => name === 'quota');
    expect(told.map(({ grain }) => grain)).toEqual(['day', 'week', 'month']);
    const [spent] = told.filter(({ status }) => status === 'fault');
    expect(told.filter(({ status }) => status === 'ok')).toHaveLength(2);
    expect(spent?.message).toMatch(/ calls left: 0 of 1,000$/);
    expect(spent?.fix).toMatch(/Beijing midnight/);
  });

  test.each<[string, SimulatedReply]>([
    ['refuses to', refusal(76022, 'no permission')],
    ['has no such interface', { status: 404, body: '' }],
  ])('that WeChat %s tell is a note', async (_, reply) => {
    rig.intercept(({ endpoint }) => (endpoint === 'quota' ? reply : undefined));
    const { code, lines } = await rig.text(ALONE);
    expect(code).toBe(0);
    expect(lines[8]).toBe('! 晨读时光       Calls left today: WeChat does not tell');
  });
});

describe('another way to WeChat', () => {
  test('of a cloud function is one quota, told once', async () => {
    const { checks } = await rig.json({
      ...ALONE,
      env: { ...ALONE.env, WECHAT_TRANSPORT: 'cloud-function', WECHAT_CLOUD_ENV: 'prod-1' },
    });
    const quotas = checks.filter(({ name }) => name === 'quota');
    expect(quotas).toHaveLength(1);
    expect(quotas[0]?.message).toMatch(/^Calls left today: [\d,]+ of 100,000$/);
  });

  test('needs no whitelist where the token is somebody else’s', async () => {
    const tokenUrl = `${rig.wechat.url}/token/{appid}`;
    let given: unknown;
    rig.intercept((call) => {
      if (call.path.startsWith('/token/'))
        return { body: { access_token: given as string, expires_in: 7200 } };
      return undefined;
    });
    given = await tokenOf(rig);
    const apps = [{ appid: APP, tokenUrl }];
    const { code, checks } = await rig.json({ ...ALONE, apps });
    expect(code).toBe(0);
    expect(checks.map(({ name }) => name)).not.toContain('ip-whitelist');
    expect(checks[2]).toMatchObject({ name: 'token', status: 'ok' });
  });
});

/** A token of the app's, as its owner's server would have it. */
async function tokenOf({ wechat }: DoctorRig): Promise<string> {
  const answer = await fetch(`${wechat.url}/cgi-bin/stable_token`, {
    method: 'POST',
    body: JSON.stringify({ grant_type: 'client_credential', appid: APP, secret: SECRET }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}
