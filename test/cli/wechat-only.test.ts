/** `demo --wechat-only` as a bot of one's own meets it, and the demo's port. */
import { once } from 'node:events';
import { request } from 'node:http';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addDays, beijingDate } from '../../src/core/period.ts';
import { SAMPLE_APPS } from '../../src/demo/apps.ts';
import { reportSchema } from '../core/report-schema.ts';
import { openShell, type Running, type Shell } from './cli.ts';

let shell: Shell;
let running: Running[];
let other: Server;

beforeEach(async () => {
  shell = openShell();
  running = [];
  other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
});
afterEach(async () => {
  for (const one of running) one.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
  other.close();
  shell.remove();
});

const takenPort = () => {
  const address = other.address();
  return String(typeof address === 'object' && address ? address.port : 0);
};

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const one = shell.start(['demo', ...args], env);
  running.push(one);
  return one;
}

/** A simulated WeChat on a free port, with what it printed for each app. */
async function wechat(...args: string[]) {
  const process = run(['--wechat-only', '--port', '0', ...args]);
  await process.said(/store-app\n/);
  const url = await process.said(/http:\S+(?=\n)/);
  const env = { WECHAT_API_URL: url, WECHAT_APPID: app.appid, WECHAT_APPSECRET: app.secret };
  return { process, url, env };
}

const [app = expect.unreachable()] = SAMPLE_APPS;

async function post(url: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  return (await response.json()) as Record<string, unknown>;
}

/** Yesterday's retention, asked for so many times. */
async function asked(url: string, times: number): Promise<Record<string, unknown>[]> {
  const { access_token } = await post(`${url}/cgi-bin/stable_token`, {
    grant_type: 'client_credential',
    appid: app.appid,
    secret: app.secret,
  });
  const yesterday = addDays(beijingDate(new Date()), -1).replaceAll('-', '');
  const path = `/datacube/getweanalysisappiddailyretaininfo?access_token=${access_token}`;
  const answers: Record<string, unknown>[] = [];
  for (let time = 0; time < times; time += 1)
    answers.push(await post(url + path, { begin_date: yesterday, end_date: yesterday }));
  return answers;
}

describe('demo --wechat-only', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'prints what belongs into .env, and goes at %s',
    async (signal) => {
      const { process, url } = await wechat();
      process.kill(signal);
      const { code, stdout, stderr } = await process.ended;
      expect([code, stderr]).toEqual([0, '']);
      const [first = '', ...blocks] = stdout.trimEnd().split('\n\n');
      expect(first).toMatch(`Simulated WeChat: ${url}\n`);
      expect(blocks).toEqual(
        SAMPLE_APPS.map(({ appid, name, secret }) =>
          [
            `# ${name} (simulated)`,
            `WECHAT_API_URL=${url}`,
            `WECHAT_APPID=${appid}`,
            `WECHAT_APPSECRET=${secret}`,
          ].join('\n'),
        ),
      );
    },
  );

  test('has yesterday’s figures, and no more than are mature', async () => {
    const { url } = await wechat();
    const [answer] = await asked(url, 1);
    expect(answer).toMatchObject({
      visit_uv_new: [{ key: 0, value: expect.any(Number) }],
      visit_uv: [{ key: 0, value: expect.any(Number) }],
    });
  });

  test('is enough for a bot', async () => {
    const { env } = await wechat();
    const { code, stdout, stderr } = await shell.run(['report', 'daily', '--json'], env);
    expect([code, stderr]).toEqual([0, '']);
    const [report] = reportSchema.array().parse(JSON.parse(stdout));
    expect(report).toMatchObject({ app: app.appid, notes: [] });
    for (const { size } of report?.segments ?? []) expect(size).toBeGreaterThan(1000);
  });

  test('fails as its knobs say', async () => {
    const { url } = await wechat('--knob', 'quota=2', '--knob', 'content-type=text/plain');
    const answers = await asked(url, 3);
    expect(answers.map(({ errcode }) => errcode)).toEqual([undefined, undefined, 45009]);
  });

  test('goes while a call is left hanging', async () => {
    const { process, url } = await wechat('--knob', 'hang=1');
    const hanging = request(`${url}/cgi-bin/stable_token`, {
      method: 'POST',
      headers: { expect: '100-continue' },
    });
    hanging.on('error', () => undefined).flushHeaders();
    await once(hanging, 'continue');
    hanging.end('{}');
    process.kill('SIGTERM');
    expect((await process.ended).code).toBe(0);
  });

  test('speaks Chinese where LOCALE says so', async () => {
    const process = run(['--wechat-only', '--port', '0'], { LOCALE: 'zh-CN' });
    expect(await process.said(/^模拟微信：\S+/)).toContain('http://127.0.0.1:');
  });

  test('ends with a sentence when its port is taken', async () => {
    const args = ['--wechat-only', '--port', takenPort()];
    const { code, stdout, stderr } = await run(args).ended;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`127.0.0.1:${takenPort()} is in use. Set PORT to a free port.\n`);
  });

  test('takes PORT where no --port is given', async () => {
    const { code, stderr } = await run(['--wechat-only'], { PORT: takenPort() }).ended;
    expect(code).toBe(1);
    expect(stderr).toContain(`:${takenPort()} is in use`);
  });
});

describe('usage', () => {
  test.each([
    ['an unknown knob', ['--wechat-only', '--knob', 'quotas=1']],
    ['a knob without its value', ['--wechat-only', '--knob', 'quota']],
    ['a value no knob has', ['--wechat-only', '--knob', 'hang=2']],
    ['a knob without --wechat-only', ['--knob', 'hang=1']],
    ['a port that is none', ['--wechat-only', '--port', '65536']],
    ['words for a port', ['--port', 'http']],
  ])('%s: exit 2, and every knob with its meaning', async (_, args) => {
    const { code, stdout, stderr } = await run(args).ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toMatch(/^ {2}minus-one=0\.\.1 +share of calls/m);
  });

  test('is also in the help', async () => {
    const { code, stdout } = await run(['--help']).ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/--wechat-only[\s\S]*--port <n>[\s\S]*--knob <name=value>/);
    expect(stdout).toMatch(/^ {2}quota=N +\S/m);
  });
});

describe('demo', () => {
  test('takes --port before PORT', async () => {
    const { code, stderr } = await run(['--port', takenPort()], { PORT: '0' }).ended;
    expect(code).toBe(1);
    expect(stderr).toBe(`127.0.0.1:${takenPort()} is in use. Set PORT to a free port.\n`);
  });
});
