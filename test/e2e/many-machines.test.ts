/** A sample of what three processes on one PostgreSQL do: one is killed, one stopped, and every digest stands once. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openResponseUrl, type ResponseUrl, sendCommand } from '../doubles/slack-workspace.ts';
import { eventually, type Machine, type Machines, openMachines } from './machines.ts';
import { killedMidway, morning } from './mornings-of-machines.ts';

// Seven starts of the command line, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

const SIZE = { apps: 6, channels: 10 };

let machines: Machines;
let running: readonly Machine[];
let answers: ResponseUrl;
beforeAll(async () => {
  machines = await openMachines(SIZE);
  answers = await openResponseUrl();
});
afterAll(async () => {
  await machines.close();
  await answers.close();
});

const say = (to: Machine | undefined, text: string) =>
  sendCommand({
    to: to?.url ?? '',
    text,
    channel: machines.channels[0] ?? '',
    responseUrl: answers.url,
  });

test('post each digest of a tick once though one is killed and another restarted midway', async () => {
  const minute = () => new Date(Math.floor(Date.now() / 60_000) * 60_000);
  const { running: left, ...figures } = await morning(machines, SIZE, minute, killedMidway);
  running = left;
  expect(figures).toMatchObject({ due: 60, twice: 0, lost: 0, open: 0 });
  expect(figures.killed?.left).toBeGreaterThan(0);
  // What the killed one was asking is asked again: two at once of an app.
  expect(figures.wechat.calls).toBeLessThanOrEqual(figures.wechat.floor + 2 * SIZE.apps);
});

test('are all ready, and counted', async () => {
  for (const { url } of running)
    await eventually(async () => {
      const { status, store } = (await (await fetch(`${url}/readyz`)).json()) as {
        status: string;
        store: string;
      };
      return status === 'ready' && store === 'ok';
    });
  const processes = async () =>
    (
      JSON.parse(await machines.command('status', '--json')) as {
        running: { processes: number };
      }
    ).running.processes;
  // The one that was killed is counted until it has been silent for some minutes.
  expect(await processes()).toBeGreaterThanOrEqual(3);
});

test('answer commands, whichever of them hears, from what any of them was told', async () => {
  const [first, ...others] = running;
  expect((await say(first, 'subscribe app 1 daily at 7:15')).status).toBe(200);
  await answers.arrived(1);
  for (const other of others) expect((await say(other, 'subscriptions')).status).toBe(200);
  await answers.arrived(1 + others.length);
  for (const answer of answers.received.slice(1)) expect(JSON.stringify(answer)).toMatch(/7:15/);
  await eventually(async () => (await machines.query('SELECT 1 FROM subscriptions')).length === 1);
});
