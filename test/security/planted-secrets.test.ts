/** Secrets planted in every setting, everything made to fail: nobody is shown one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAlerts } from '../../src/commands/alerts.ts';
import { runAudit } from '../../src/commands/audit.ts';
import { runBackfill } from '../../src/commands/backfill.ts';
import { runDoctor } from '../../src/commands/doctor.ts';
import { runReport } from '../../src/commands/report.ts';
import { runSend } from '../../src/commands/send.ts';
import { runStatus } from '../../src/commands/status.ts';
import type { SimulatedReply } from '../../src/demo/wechat-server.ts';
import { asCommand, asEvent, sendSigned } from '../doubles/slack-requests.ts';
import { CHANNEL, installed, said } from '../doubles/teams-activities.ts';
import { APP, formsOf, openPlantedHouse, PLANTED, type PlantedHouse } from './planted-house.ts';

let rig: PlantedHouse;
let shown: ReadonlyMap<string, string>;

const WECHAT_FAILS: readonly ((echo: string) => SimulatedReply)[] = [
  ...[-1, 40001, 40013, 40125, 40164, 42001, 48001, 61503, 99999].map(
    (errcode) => (echo: string) => ({ body: { errcode, errmsg: `no ${echo}` } }),
  ),
  (echo) => ({ status: 500, type: 'text/html', body: `<html>${echo}</html>` }),
  (echo) => ({ status: 302, body: echo }),
  (echo) => ({ body: { ref_date: echo, visit_uv: [echo] } }),
  (echo) => ({ body: `{"ref_date": "${echo}` }),
  () => 'reset',
  // Afterwards nothing is asked any more.
  (echo) => ({ body: { errcode: 45009, errmsg: echo } }),
];

const REPORT = { grain: 'day', app: undefined, offline: false, json: false } as const;

async function provoke(): Promise<void> {
  const { house, terminal, attempt, wechat, url, urls } = rig;
  const channel = rig.slack.channels['reports'] ?? '';
  const say = (text: string, user = 'U000000001') =>
    sendSigned(url, asCommand({ text, channel, user, responseUrl: urls.fresh() }));
  const send = () =>
    attempt(() => runSend(house, { grain: 'day', app: undefined, channel: undefined }, terminal));
  const json = { 'content-type': 'application/json' };
  const tell = (activity: object) =>
    rig.request('/api/messages', { method: 'POST', headers: json, body: JSON.stringify(activity) });

  await tell(installed(rig.teams.serviceUrl, CHANNEL));
  await send();
  for (const grain of ['week', 'month'] as const)
    await attempt(() => runReport(house, { ...REPORT, grain }, terminal));
  for (const error of ['invalid_auth', 'token_revoked', 'not_in_channel', 'ratelimited', 'odd'])
    rig.slack.fail('chat.postMessage', { kind: 'refused', error });
  rig.slack.fail('chat.postMessage', { kind: 'broken' }, { kind: 'reset' }, { kind: 'limited' });
  for (const misdeed of [{ status: 401 }, { status: 403, code: 'Forbidden' }, 'reset'] as const)
    rig.teams.misbehave(misdeed);
  const body = rig.workflow.url;
  rig.workflow.misbehave({ status: 401, body }, { status: 400, body }, { status: 500, body });
  for (const grain of ['week', 'month'] as const)
    for (let tries = 0; tries < 4; tries += 1)
      await attempt(() => runSend(house, { grain, app: APP, channel: undefined }, terminal));
  await attempt(() => examine(false));
  for (const text of ['daily', 'status', 'subscribe daily', 'alerts', 'trend D1', 'odd words'])
    expect((await say(text)).status).toBe(200);
  await urls.arrived(6);
  await sendSigned(
    url,
    asEvent({ type: 'app_mention', user: 'U1', channel, ts: '1.1', text: 'status' }),
  );
  await tell(said(rig.teams.serviceUrl, CHANNEL, 'status'));

  // Older than what is there, so that it is asked for.
  const windows = { day: 45, week: undefined, month: undefined };
  for (const [index, reply] of WECHAT_FAILS.entries()) {
    wechat(reply, index % 2 === 1);
    await attempt(() => runBackfill(house, { app: undefined, windows }, terminal));
  }
  wechat(WECHAT_FAILS[0], true);
  await attempt(() => runReport(house, REPORT, terminal));
  await attempt(() => examine(true));
  wechat(undefined);
  const bad = [
    ['/slack/events', { method: 'POST', body: 'payload={' }],
    ['/slack/events', { method: 'POST', headers: { 'x-slack-signature': 'v0=1' }, body: '{}' }],
    ['/api/messages', { method: 'POST', headers: json, body: '{"a":' }],
    ['/api/messages', { method: 'POST', headers: json, body: '{}' }],
    ['/charts/%E0%A4%A', {}],
    [`/charts/${'a'.repeat(32)}-${'b'.repeat(32)}.png`, {}],
    ['/metrics', {}],
    ['/metrics', { headers: { authorization: 'Bearer wrong' } }],
    ['/metrics', { headers: { authorization: `Bearer ${PLANTED.METRICS_TOKEN}` } }],
    ['/readyz', {}],
    ['/healthz', {}],
    ['/nothing', {}],
  ] as const;
  for (const [path, init] of bad) await rig.request(path, init);

  const postgres = `postgres://bot:${PLANTED.DATABASE_URL}@127.0.0.1:9/retention`;
  await rig.alter({ DATABASE_URL: postgres }, async () => undefined);
  await rig.alter({ DATABASE_URL: 'sqlite:/dev/null/x.db' }, async () => undefined);
  await rig.alter(
    { SLACK_APP_TOKEN: PLANTED.SLACK_APP_TOKEN, DATABASE_URL: 'sqlite::memory:' },
    (other) => Promise.all(other.chats.map(({ open }) => open.check(AbortSignal.timeout(10_000)))),
  );
  for (const json of [true, false]) {
    await attempt(() => runAudit(house, { limit: 999, json }, terminal));
    await attempt(() => runStatus(house, { json }, terminal));
    await attempt(() => runAlerts(house, { app: undefined, isPast: false, json }, terminal));
  }
}

function examine(json: boolean): Promise<number> {
  const door = {
    readConfig: () => rig.config,
    locale: () => 'en' as const,
    withHouse: (_: unknown, work: (house: PlantedHouse['house']) => Promise<number>) =>
      work(rig.house),
  };
  return runDoctor(door, { json }, rig.terminal);
}

beforeAll(async () => {
  rig = await openPlantedHouse();
  await provoke();
  shown = await rig.shown();
}, 120_000);
afterAll(() => rig.close());

const PLACES = [
  'the log',
  'the terminal',
  'errors',
  'Slack',
  'Teams',
  'the workflow',
  'answers to requests',
  'the audit',
  'the database',
] as const;

describe.each(PLACES)('%s', (place) => {
  it('shows something, so that there is something to search', () => {
    expect(shown.get(place)?.length ?? 0).toBeGreaterThan(100);
  });

  it.each(Object.entries(PLANTED))('holds no %s', (_, secret) => {
    for (const form of formsOf(secret)) expectAbsent(form, place);
  });

  it('holds no access token of WeChat’s', () => {
    expect(rig.tokens().length).toBeGreaterThan(0);
    for (const token of rig.tokens()) for (const form of formsOf(token)) expectAbsent(form, place);
  });
});

/** Says where, and not the whole of what is there. */
function expectAbsent(form: string, place: string): void {
  const text = shown.get(place) ?? '';
  const at = text.indexOf(form);
  expect(at === -1 ? '' : text.slice(Math.max(0, at - 150), at + form.length + 50)).toBe('');
}

it('the search finds what is there, however it is written', () => {
  for (const secret of Object.values(PLANTED)) {
    const lines = [
      secret,
      encodeURIComponent(secret),
      JSON.stringify({ a: secret }),
      ...['', 'a', 'ab'].map((before) => Buffer.from(`${before}${secret}:x`).toString('base64')),
    ];
    for (const line of lines)
      expect(formsOf(secret).some((form) => line.includes(form))).toBe(true);
  }
});

it('everything was provoked: failures of WeChat, of each chat, of charts', () => {
  const log = shown.get('the log') ?? '';
  const codes = [...log.matchAll(/"code":"(\w+)"/g)].map(([, code]) => code);
  const each = ['chart_failed', 'slack_token', 'teams_credentials', 'wechat_busy', 'wrong_secret'];
  expect(codes).toEqual(expect.arrayContaining([...each, 'token_invalid', 'wechat_malformed']));
  expect(rig.workflow.requests.length).toBeGreaterThan(rig.workflow.messages.length);
  expect(rig.tokens()).toContain(PLANTED['access token']);
  const answers = shown.get('answers to requests') ?? '';
  expect(answers).toContain('retention_deliveries_total{');
  expect(answers).toContain('"scheduler":{');
  expect(shown.get('the terminal')).toContain('Running: no');
});
