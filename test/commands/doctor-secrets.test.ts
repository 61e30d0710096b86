/** `doctor` never prints a secret, whoever repeats it. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { SimulatedCall } from '../../src/demo/wechat-server.ts';
import { SIGNING_SECRET, TOKEN } from '../doubles/slack-workspace.ts';
import { CHANNEL } from '../doubles/teams-activities.ts';
import { APP, SECRET } from '../pipeline/rig.ts';
import { type DoctorRig, openDoctorRig, PASSWORD, refusal } from './doctor-rig.ts';

let rig: DoctorRig;
beforeAll(async () => {
  rig = await openDoctorRig();
});
afterEach(() => rig.reset());
afterAll(() => rig.close());

const growth = () => ({ name: 'growth', slack: rig.workspace.channels['reports'] });
const board = { name: 'board', teams: CHANNEL.id };

const BEARER = 'a-bearer-of-the-token-server';
const secrets = [SECRET, encodeURIComponent(SECRET), TOKEN, SIGNING_SECRET, PASSWORD, BEARER];
const apps = () => [
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the configuration file's own form of a variable
  { appid: APP, secret: '${A}' },
  { appid: 'wxelsewhere', tokenUrl: `${rig.wechat.url}/token`, tokenBearer: BEARER },
];
const everything = secrets.join(' ');
/** Refuses what matches, and repeats whatever was sent with it. */
const repeat = (matches: (call: SimulatedCall) => boolean) =>
  rig.intercept((call) => {
    const sent = call.path === '/token' ? BEARER : [SECRET, encodeURIComponent(SECRET), call.token];
    return matches(call) ? refusal(40013, `you sent ${sent}`) : undefined;
  });

test.each<[string, () => void]>([
  ['when all is well', () => undefined],
  ['when they are repeated to whoever wants a token', () => repeat(() => true)],
  [
    'when they are repeated to whoever wants figures',
    () => repeat(({ endpoint }) => !['stable_token', 'unknown'].includes(endpoint)),
  ],
  [
    'when WeChat answers with a page',
    () => rig.intercept(() => ({ status: 502, body: everything })),
  ],
  [
    'when Slack and Microsoft repeat them',
    () => {
      rig.workspace.fail('auth.test', { kind: 'refused', error: 'invalid_auth' });
      rig.login(() => Promise.reject(new Error(everything)));
    },
  ],
])('secrets are never printed %s', async (_, break_) => {
  for (const how of ['text', 'json'] as const) {
    break_();
    const told = await rig[how]({ channels: [growth(), board], apps: apps() });
    const printed = JSON.stringify(told);
    const tokens = rig.wechat.calls.flatMap(({ token }) => token ?? []);
    for (const secret of [...secrets, ...tokens]) expect(printed).not.toContain(secret);
  }
});

test.each([
  ['en', 'secrets stand in the file itself: apps[1].tokenBearer'],
  ['zh-CN', '配置文件中直接写有密钥：apps[1].tokenBearer'],
])(
  'secrets in the configuration file are named by their place, with the way out, in %s',
  async (LOCALE, message) => {
    const { checks } = await rig.json({ apps: apps(), env: { LOCALE } });
    const [, note] = checks;
    expect(note).toMatchObject({ name: 'configuration', status: 'note', message });
    expect(note?.fix).toContain('NAME_FILE');
    const other = await rig.json({ apps: apps().slice(0, 1), env: { LOCALE } });
    expect(other.checks[1]?.name).toBe('store');
  },
);

test('secrets are not repeated by what is wrong with the configuration', async () => {
  const env = { SLACK_API_URL: TOKEN, TEAMS_TENANT_ID: '', DATABASE_URL: SECRET };
  for (const how of ['text', 'json'] as const) {
    const told = await rig[how]({ apps: [...apps(), { appid: BEARER, secrets: PASSWORD }], env });
    expect(told.code).toBe(2);
    for (const secret of [SECRET, TOKEN, PASSWORD])
      expect(JSON.stringify(told)).not.toContain(secret);
  }
});
