/** Two real replicas on one PostgreSQL behind the proxy of compose.yaml: what chats ask while the replicas are replaced. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../doubles/free-port.ts';
import { type OpenProxy, openProxy } from '../doubles/haproxy.ts';
import { type NameServer, openNameServer } from '../doubles/name-server.ts';
import { asCommand, sendSigned } from '../doubles/slack-requests.ts';
import { openResponseUrls, type ResponseUrls } from '../doubles/slack-response-urls.ts';
import { type Machine, type Machines, openMachines } from '../e2e/machines.ts';

const HOSTS = ['127.0.0.2', '127.0.0.3'];
/** So long does Slack wait for an acknowledgement. */
const SLACK_MS = 3000;
const EVERY_MS = 50;

let machines: Machines;
let names: NameServer;
let proxy: OpenProxy;
let answers: ResponseUrls;
let replicas: readonly Machine[];
let botPort: number;

beforeAll(async () => {
  machines = await openMachines({ apps: 1, channels: 1 });
  answers = await openResponseUrls();
  names = await openNameServer('bot', () => HOSTS);
  botPort = await freePort();
  replicas = await Promise.all(HOSTS.map(startAt));
  proxy = await openProxy({ port: await freePort(), nameServer: names.address, botPort });
}, 120_000);
afterAll(async () => {
  await proxy?.close();
  await names?.close();
  await answers?.close();
  await machines?.close();
});

describe('behind the proxy', () => {
  it('every command is acknowledged in time and answered once while replicas are replaced in turn', async () => {
    const asking = askSteadily();
    const stops: Promise<{ code: number | null }>[] = [];
    for (const [index, host] of HOSTS.entries()) {
      const old = replicas[index];
      old?.running.kill('SIGTERM');
      if (old) stops.push(old.running.ended);
      await old?.running.ended;
      await startAt(host);
      await asking.more(20);
    }
    const { asked, failed, slowestMs } = await asking.end();
    expect(failed).toEqual([]);
    expect(slowestMs).toBeLessThan(SLACK_MS);
    await answers.arrived(asked);
    expect(answers.taken).toHaveLength(asked);
    expect(answers.refused).toEqual([]);
    expect((await Promise.all(stops)).map(({ code }) => code)).toEqual([0, 0]);
  });

  it.each([
    ['/healthz', 200],
    ['/metrics', 404],
    ['/readyz', 404],
    ['/', 404],
    ['/slack/events/../../metrics', 404],
    ['/charts/no-such-chart.png', 404],
  ])('%s is answered with %d', async (path, status) => {
    expect((await fetch(proxy.url + path)).status).toBe(status);
  });

  it('no request is written down: whoever has a chart’s address may see the chart', () => {
    expect(proxy.log()).not.toContain('/charts/');
    expect(proxy.log()).not.toContain('/slack/events');
  });
});

function startAt(host: string): Promise<Machine> {
  return machines.start({ HOST: host, PORT: String(botPort) });
}

/** Signed commands at a steady rate, whatever becomes of them. */
function askSteadily() {
  const under = new Set<Promise<void>>();
  const failed: string[] = [];
  const waiting: { count: number; done: () => void }[] = [];
  let [asked, slowestMs] = [0, 0];
  const ask = async () => {
    asked += 1;
    const user = `U${asked % 50}`;
    const command = { text: 'help', user, channel: 'C00000000', responseUrl: answers.fresh() };
    const since = performance.now();
    try {
      const { status } = await sendSigned(proxy.url, asCommand(command));
      if (status !== 200) failed.push(`status ${status}`);
    } catch (error) {
      failed.push(String(error));
    }
    slowestMs = Math.max(slowestMs, performance.now() - since);
    for (const one of waiting) if (asked >= one.count) one.done();
  };
  const timer = setInterval(() => {
    const one = ask().finally(() => under.delete(one));
    under.add(one);
  }, EVERY_MS);
  return {
    /** Resolves when so many more have been asked. */
    more: (count: number) =>
      new Promise<void>((done) => waiting.push({ count: asked + count, done })),
    async end() {
      clearInterval(timer);
      await Promise.all(under);
      return { asked, failed, slowestMs };
    },
  };
}
