/** Two hundred digests through a Slack that misbehaves: each arrives once, and no channel waits for another. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { channelOf } from '../../adapters/slack/channel.ts';
import { clientsOf } from '../../adapters/slack/clients.ts';
import type { Bot, Destination } from '../../src/pipeline/bot.ts';
import { type Delivered, deliver } from '../../src/pipeline/deliver.ts';
import { NO_METER } from '../../src/ports/meter.ts';
import type { Clock } from '../../src/ports/runtime.ts';
import type { Stores } from '../../src/ports/stores.ts';
import { openStores } from '../../src/store/index.ts';
import { dailyDigest, helpDigest } from '../doubles/digests.ts';
import { keptLog, openTestHost, type TestHost } from '../doubles/host.ts';
import { openSlackWorkspace, type SlackWorkspace, TOKEN } from '../doubles/slack-workspace.ts';

const CHANNELS = Array.from({ length: 20 }, (_, index) => `team-${index}`);
const SUBJECTS = Array.from({ length: 10 }, (_, index) => `wx${index} day 2026-11-21`);
/** Enough for a busy machine, little for a test that meets it a few times. */
const DEADLINE_MS = 1500;
/** Longer than what a lane or a look waits for of its own accord. */
const LONG_MS = 5000;
const signal = new AbortController().signal;

/** Real time, as Slack's stamps are; long sleeps last until they are let go, short ones no time at all. */
function gatedClock(): Clock & { held(): number; release(): void } {
  const gate = Promise.withResolvers<void>();
  let held = 0;
  return {
    now: () => new Date(),
    async sleep(ms) {
      if (ms < LONG_MS) return;
      held += 1;
      await gate.promise;
    },
    held: () => held,
    release: () => gate.resolve(),
  };
}

let workspace: SlackWorkspace;
let host: TestHost;
let clock: ReturnType<typeof gatedClock>;
let folder: string;
let opened: Stores[];
beforeEach(async () => {
  workspace = await openSlackWorkspace({ more: CHANNELS });
  clock = gatedClock();
  host = await openTestHost({ clock });
  folder = mkdtempSync(join(tmpdir(), 'retention-faults-'));
  opened = [];
});
afterEach(async () => {
  clock.release();
  for (const stores of opened) await stores.close();
  await host.close();
  await workspace.close();
  rmSync(folder, { recursive: true, force: true });
});

type Pipeline = Pick<Bot, 'stores' | 'clock' | 'log' | 'onUnknownDelivery' | 'meter'> & {
  readonly to: (name: string) => Destination;
};

/** A process of its own, on the shared database. */
async function pipeline(): Promise<Pipeline> {
  const stores = await openStores(join(folder, 'retention.db'));
  opened.push(stores);
  const settings = { SLACK_BOT_TOKEN: TOKEN, SLACK_API_URL: workspace.apiUrl };
  const clients = clientsOf(settings, host.host.log, DEADLINE_MS);
  return {
    stores,
    clock,
    log: keptLog([]),
    onUnknownDelivery: 'repost',
    meter: NO_METER,
    to(name) {
      const id = idOf(name);
      const channel = channelOf({ name, id, locale: 'en' }, clients, host.host);
      return { channel, chat: `slack:${id}`, locale: 'en' };
    },
  };
}

const idOf = (name: string) => workspace.channels[name] ?? '';

/** Every digest of one channel, as ticks do: what is open is tried again in the next run. */
async function deliverAll(bot: Pipeline, name: string): Promise<number> {
  let open: readonly string[] = SUBJECTS;
  for (let run = 1; run <= 6; run += 1) {
    const ends = await Promise.all(open.map((subject) => deliverOne(bot, name, subject)));
    open = open.filter((_, index) => !['sent', 'already'].includes(ends[index]?.state ?? ''));
    if (open.length === 0) return run;
  }
  throw new Error(`${name}: ${open.join(', ')} never arrived`);
}

async function deliverOne(bot: Pipeline, name: string, subject: string): Promise<Delivered> {
  // Half of them with a picture.
  const digest = Number(subject[2]) % 2 === 0 ? dailyDigest() : helpDigest();
  const [end] = await deliver(bot, [bot.to(name)], subject, () => digest, signal);
  if (!end) throw new Error('nothing delivered');
  return end;
}

/** The deliveries that stand in a channel. */
async function standing(name: string): Promise<unknown[]> {
  const messages = await workspace.messages(idOf(name));
  return messages.map(({ metadata }) => metadata?.event_payload['delivery']);
}

describe('two hundred digests over twenty channels', () => {
  it('arrive once each, whatever becomes of the answers, while a limited channel waits alone', async () => {
    const post = 'chat.postMessage';
    const [limited = '', ...others] = CHANNELS;
    workspace.failIn(idOf(limited), post, { kind: 'limited', seconds: 30 });
    const faults = [
      [{ kind: 'broken' }, { kind: 'broken' }, { kind: 'broken' }],
      [{ kind: 'lost' }, { kind: 'lost' }, { kind: 'lost' }],
      [{ kind: 'silent' }, { kind: 'silent' }],
      [{ kind: 'stuck' }, { kind: 'stuck' }],
      [{ kind: 'reset' }, { kind: 'reset' }, { kind: 'reset' }],
      [{ kind: 'refused', error: 'invalid_blocks' }, { kind: 'lost' }, { kind: 'reset' }],
      [
        { kind: 'limited', seconds: 1 },
        { kind: 'broken' },
        { kind: 'refused', error: 'ratelimited' },
      ],
    ] as const;
    for (const [index, next] of faults.entries())
      for (const name of others.filter((_, at) => at % faults.length === index))
        workspace.failIn(idOf(name), post, ...next);

    const bot = await pipeline();
    const waiting = deliverAll(bot, limited);
    const runs = await Promise.all(others.map((name) => deliverAll(bot, name)));

    expect(clock.held()).toBe(1);
    expect(await standing(limited)).toEqual([]);
    // Some did not arrive at first, and nobody could know.
    expect(Math.max(...runs)).toBeGreaterThan(1);
    clock.release();
    await waiting;

    for (const name of CHANNELS) {
      const deliveries = await standing(name);
      expect(deliveries, name).toHaveLength(SUBJECTS.length);
      expect(new Set(deliveries).size, name).toBe(SUBJECTS.length);
    }
  }, 60_000);

  it('are posted once where two processes fire them at the same moment', async () => {
    const [name = ''] = CHANNELS;
    workspace.failIn(idOf(name), 'chat.postMessage', { kind: 'lost' }, { kind: 'reset' });
    // Whoever finds the other at it waits for the end of its lease, and looks again.
    clock.release();
    const [one, two] = [await pipeline(), await pipeline()];
    const both = (subject: string) => [one, two].map((bot) => deliverOne(bot, name, subject));
    await Promise.all(SUBJECTS.flatMap(both));
    await deliverAll(one, name);
    await deliverAll(two, name);
    const deliveries = await standing(name);
    expect(new Set(deliveries).size).toBe(SUBJECTS.length);
    expect(deliveries).toHaveLength(SUBJECTS.length);
  }, 60_000);
});
