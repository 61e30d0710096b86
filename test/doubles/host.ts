/** What an adapter is given, in memory: a real server on loopback, a clock that never waits, a log that is kept. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Digest, plainDigest } from '../../src/core/digest.ts';
import { type Locale, textFor } from '../../src/core/text/index.ts';
import type { AdapterHost, Asked, Public } from '../../src/ports/adapter.ts';
import type { ChartRenderer } from '../../src/ports/chart-renderer.ts';
import type { Clock, Logger } from '../../src/ports/runtime.ts';
import type { Address, AddressBook } from '../../src/ports/stores.ts';
import { dailyDigest } from './digests.ts';

export interface LogLine {
  readonly level: keyof Logger;
  readonly fields: object;
  readonly message: string;
}

export interface TestHost {
  readonly host: AdapterHost;
  readonly log: readonly LogLine[];
  /** The commands the adapter passed on. */
  readonly asked: readonly Asked[];
  /** What the adapter wanted everybody to see, and how. */
  readonly published: readonly { readonly how: 'share' | 'reply'; asked: Asked; to: Public }[];
  /** Chats that something has changed in. */
  readonly resumed: readonly string[];
  /** Where the mounted handlers listen, "http://127.0.0.1:49152". */
  readonly url: string;
  close(): Promise<void>;
}

export interface TestHostOptions {
  readonly answer?: (asked: Asked) => Promise<Digest>;
  readonly publish?: AdapterHost['publish'];
  readonly charts?: ChartRenderer;
  readonly clock?: Clock;
  readonly locales?: Readonly<Record<string, Locale>>;
}

export async function openTestHost(options: TestHostOptions = {}): Promise<TestHost> {
  const log: LogLine[] = [];
  const asked: Asked[] = [];
  const published: { how: 'share' | 'reply'; asked: Asked; to: Public }[] = [];
  const resumed: string[] = [];
  const handlers: Parameters<AdapterHost['mount']>[0][] = [];
  const server = createServer((request, response) => {
    const pass = (index: number): void => {
      const handler = handlers[index];
      if (handler) handler(request, response, () => pass(index + 1));
      else response.writeHead(404).end();
    };
    pass(0);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const answer = options.answer ?? (async () => dailyDigest());
  return {
    host: {
      clock: options.clock ?? stillClock(),
      random: () => 0.5,
      log: keptLog(log),
      charts: options.charts ?? { render: async () => PNG, close: async () => {} },
      addresses: memoryAddresses(),
      // Alone: each turn is at once.
      turns: { next: async (_name, _every, now) => now, async hold() {} },
      replicas: () => 1,
      localeOf: (id) => options.locales?.[id] ?? 'en',
      text: textFor,
      mount: (handler) => void handlers.push(handler),
      publish: options.publish ?? (async () => undefined),
      answer(one) {
        asked.push(one);
        return answer(one);
      },
      async share(one, to) {
        published.push({ how: 'share', asked: one, to });
        await to.channel.post(await answer(one), to.subject, AbortSignal.timeout(60_000));
        return plainDigest({ locale: one.locale, title: 'Shared', summary: 'Shared here.' });
      },
      async reply(one, to) {
        published.push({ how: 'reply', asked: one, to });
        await to.channel.post(await answer(one), to.subject, AbortSignal.timeout(60_000));
      },
      choices: {
        apps: [
          { appid: 'wx1', name: 'Corner Shop' },
          { appid: 'wx2', name: 'Reader' },
        ],
        zones: ['Asia/Shanghai', 'Europe/Paris', 'America/New_York'],
        zone: 'Asia/Shanghai',
        at: '09:30',
      },
      resume: async (chat) => void resumed.push(chat),
    },
    log,
    asked,
    published,
    resumed,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A valid PNG of one pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Stands at one moment; a sleep ends at once and moves it on. */
function stillClock(start = new Date('2026-11-22T01:30:00Z')): Clock {
  let now = start.getTime();
  return {
    now: () => new Date(now),
    async sleep(ms, signal) {
      signal.throwIfAborted();
      now += ms;
    },
  };
}

function memoryAddresses(): AddressBook {
  const kept = new Map<string, Address>();
  const key = (adapter: string, id: string) => `${adapter} ${id}`;
  return {
    list: async (adapter) => [...kept.values()].filter((one) => one.adapter === adapter),
    async remember(adapter, id, address) {
      const before = kept.get(key(adapter, id));
      // As a database would: what comes back is the JSON, not the object.
      const stored = JSON.parse(JSON.stringify(address)) as unknown;
      const subscribed = before?.subscribed ?? false;
      kept.set(key(adapter, id), { adapter, id, address: stored, subscribed });
      return before === undefined;
    },
    async subscribe(adapter, id, subscribed) {
      const before = kept.get(key(adapter, id));
      if (before) kept.set(key(adapter, id), { ...before, subscribed });
    },
    async forget(adapter, id) {
      kept.delete(key(adapter, id));
    },
  };
}

export function keptLog(lines: LogLine[]): Logger {
  const at = (level: keyof Logger) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
