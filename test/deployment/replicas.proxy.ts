/** Two real replicas on one PostgreSQL behind the proxy of compose.yaml: what chats ask while the replicas are replaced. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../doubles/free-port.ts';
import { type OpenProxy, openProxy } from '../doubles/haproxy.ts';
import { type NameServer, openNameServer } from '../doubles/name-server.ts';
import { asCommand, sendSigned } from '../doubles/slack-requests.ts';
import { openResponseUrls, type ResponseUrls } from '../doubles/slack-response-urls.ts';
import { type Machine, type Machines, openMachines } from '../e2e/machines.ts';

/** Addresses that the name server tells of. */
let hosts = ['127.0.0.2', '127.0.0.3'];
/** So long does Slack wait for an acknowledgement. */
const SLACK_MS = 3000;
const EVERY_MS = 50;

let machines: Machines;
let names: NameServer;
let proxy: OpenProxy;
let answers: ResponseUrls;
let replicas: Machine[];
let botPort: number;

beforeAll(async () => {
  machines = await openMachines({ apps: 1, channels: 1 });
  answers = await openResponseUrls();
  names = await openNameServer('bot', () => hosts);
  botPort = await freePort();
  replicas = await Promise.all(hosts.map(startAt));
  proxy = await openProxy({ port: await freePort(), nameServer: names.address, botPort });
});
afterAll(async () => {
  await proxy?.close();
  await names?.close();
  await answers?.close();
  await machines?.close();
});

describe('behind the proxy every command is acknowledged in time and answered once', () => {
  it('while replicas are restarted in turn', async () => {
    const asking = askSteadily();
    for (const [index, host] of hosts.entries()) {
      await stop(replicas[index]);
      replicas[index] = await startAt(host);
      // By what it said itself, not by a connection that failed.
      expect(proxy.log()).toContain(`bot${index + 1} is DOWN, reason: Layer7`);
      await asking.more(20);
    }
    await asking.end();
  });

  it('while new ones come under addresses of their own, and all the old ones end at once', async () => {
    const asking = askSteadily();
    const old = replicas;
    const added = ['127.0.0.4', '127.0.0.5'];
    replicas = await Promise.all(added.map(startAt));
    hosts = [...hosts, ...added];
    for (const slot of ['bot3', 'bot4']) await proxy.said(`${slot} ('bot') is UP`);
    await Promise.all(old.map(stop));
    hosts = added;
    await asking.more(40);
    await asking.end();
  });
});

describe('the proxy', () => {
  it.each([
    ['/healthz', 200],
    ['/metrics', 404],
    ['/readyz', 404],
    ['/', 404],
    ['/charts/no-such-chart.png', 404],
    ['/charts/../metrics', 404],
    ['/charts/%2e%2e/metrics', 404],
    ['//metrics', 404],
    ['/slack/events/../../metrics', 404],
  ])('answers %s with %d', async (path, status) => {
    expect(await statusOf(path)).toBe(status);
  });

  it('passes nothing on that only looks like a chart, and leaves that question to the bot for one', async () => {
    const bodyOf = async (path: string) => (await fetch(proxy.url + path)).text();
    expect(await bodyOf('/metrics')).toMatch(/^<html>/);
    expect(await bodyOf('/charts/no-such-chart.png')).not.toMatch(/^<html>/);
  });

  it('writes no request down: whoever has a chart’s address may see the chart', async () => {
    await fetch(`${proxy.url}/charts/a-secret-address.png`);
    expect(proxy.log()).toMatch(/is UP/);
    expect(proxy.log()).not.toMatch(/charts\/|slack\/events/);
  });
});

function startAt(host: string): Promise<Machine> {
  return machines.start({ HOST: host, PORT: String(botPort) });
}

async function stop(replica: Machine | undefined): Promise<void> {
  replica?.running.kill('SIGTERM');
  expect((await replica?.running.ended)?.code).toBe(0);
}

/** Of a path as it is: fetch would walk up its dots. */
async function statusOf(path: string): Promise<number | undefined> {
  const asked = request({ host: '127.0.0.1', port: new URL(proxy.url).port, path }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

/** Signed commands at a steady rate, whatever becomes of them. */
function askSteadily() {
  const under = new Set<Promise<void>>();
  const failed: string[] = [];
  const waiting: { count: number; done: () => void }[] = [];
  const before = answers.taken.length;
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
      failed.push(`${error} ${(error as Error).cause}`);
    }
    slowestMs = Math.max(slowestMs, performance.now() - since);
    for (const one of waiting) if (asked >= one.count) one.done();
  };
  const timer = setInterval(() => {
    const one = ask().finally(() => under.delete(one));
    under.add(one);
  }, EVERY_MS);
  onTestFinished(() => clearInterval(timer));
  return {
    /** Resolves when so many more have been asked. */
    more: (count: number) =>
      new Promise<void>((done) => waiting.push({ count: asked + count, done })),
    async end() {
      clearInterval(timer);
      await Promise.all(under);
      expect(failed).toEqual([]);
      expect(slowestMs).toBeLessThan(SLACK_MS);
      await answers.arrived(before + asked);
      expect(answers.taken).toHaveLength(before + asked);
      expect(answers.refused).toEqual([]);
    },
  };
}
