/** Two hundred digests through a Teams that misbehaves: none is lost, and no conversation waits for another. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import botbuilder from 'botbuilder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { channelOf } from '../../adapters/teams/channel.ts';
import { type Connector, connectorOf } from '../../adapters/teams/connector.ts';
import { inLanes } from '../../adapters/teams/lanes.ts';
import { type Delivered, deliver } from '../../src/pipeline/deliver.ts';
import { NO_METER } from '../../src/ports/meter.ts';
import type { Clock } from '../../src/ports/runtime.ts';
import type { Shown, Stores } from '../../src/ports/stores.ts';
import { openStores } from '../../src/store/index.ts';
import { dailyDigest, helpDigest } from '../doubles/digests.ts';
import { keptLog, openTestHost, type TestHost } from '../doubles/host.ts';
import {
  type Misdeed,
  openTeamsConnector,
  type TeamsConnector,
} from '../doubles/teams-connector.ts';

const CHATS = Array.from({ length: 20 }, (_, index) => `19:team-${index}@thread.tacv2`);
const SUBJECTS = Array.from({ length: 10 }, (_, index) => `subject${index}`);
/** Enough for a busy machine: a request cut short would be posted twice. A test meets it twice. */
const DEADLINE_MS = 3000;
/** Longer than any wait but the one that is asked for. */
const LONG_MS = 25_000;
const signal = new AbortController().signal;

const LOST: Misdeed = { status: 502, kept: true };
/** What conversations meet, in turn. `kept`: how many messages stand there whose answer told otherwise. */
const FAULTS: readonly { readonly meets: readonly Misdeed[]; readonly kept: number }[] = [
  { meets: [{ status: 429 }, { status: 429 }, { status: 429 }], kept: 0 },
  { meets: [{ status: 429, headers: { 'retry-after': '3' } }, { status: 412 }], kept: 0 },
  { meets: [{ status: 413, code: 'MessageSizeTooBig' }, { status: 412 }], kept: 0 },
  { meets: ['hang', 'hang'], kept: 0 },
  { meets: ['reset', 'swallow', 'reset'], kept: 1 },
  { meets: [LOST, { status: 504 }, LOST, { status: 503 }], kept: 2 },
  { meets: ['reset', { status: 429 }, LOST, { status: 412 }], kept: 1 },
  { meets: [{ status: 403, code: 'MessageWritesBlocked' }], kept: 0 },
];

/** Real time; the longest sleeps last until they are let go, others no time at all. */
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

let teams: TeamsConnector;
let host: TestHost;
let stores: Stores;
let clock: ReturnType<typeof gatedClock>;
let lanes: Connector;
let folder: string;
beforeEach(async () => {
  teams = await openTeamsConnector();
  clock = gatedClock();
  host = await openTestHost({ clock });
  folder = mkdtempSync(join(tmpdir(), 'retention-faults-'));
  stores = await openStores(join(folder, 'retention.db'));
  const auth = new botbuilder.ConfigurationBotFrameworkAuthentication({ MicrosoftAppId: '' });
  const options = { appId: '', origins: [teams.origin], deadlineMs: DEADLINE_MS };
  lanes = inLanes(connectorOf(botbuilder, auth, options), {
    clock,
    random: () => 0.5,
    replicas: () => 1,
  });
  for (const id of CHATS)
    await host.host.addresses.remember('teams', id, {
      channelId: 'msteams',
      serviceUrl: teams.serviceUrl,
      conversationId: id,
      conversationType: 'channel',
      tenantId: 'tenant',
      botId: '28:bot',
    });
});
afterEach(async () => {
  clock.release();
  await stores.close();
  await host.close();
  await teams.close();
  rmSync(folder, { recursive: true, force: true });
});

type Policy = 'repost' | 'report';
type End = Delivered & { readonly subject: string };

/** Every digest of one conversation, as ticks do: what is open is tried again in the next run. */
async function deliverAll(id: string, policy: Policy): Promise<End[]> {
  const ends: End[] = [];
  let open: readonly string[] = SUBJECTS;
  for (let run = 1; run <= 6 && open.length > 0; run += 1) {
    const all = await Promise.all(open.map((subject) => deliverOne(id, subject, policy)));
    ends.push(...all);
    open = all.filter(isOpen).map(({ subject }) => subject);
    // As when the app is installed there again.
    if (all.some(({ isNewPause }) => isNewPause)) await stores.pauses.resume(`teams:${id}`);
  }
  if (open.length > 0) throw new Error(`${id}: ${open.join(', ')} never arrived`);
  return ends;
}

function isOpen({ state, isNewPause }: End): boolean {
  return ['later', 'unknown', 'busy', 'paused'].includes(state) || isNewPause !== undefined;
}

async function deliverOne(id: string, subject: string, policy: Policy): Promise<End> {
  // Half of them with a picture.
  const digest = Number(subject.at(-1)) % 2 === 0 ? dailyDigest() : helpDigest();
  const channel = channelOf({ name: id, id, locale: 'en' }, lanes, host.host);
  const [end] = await deliver(
    { stores, clock, log: keptLog([]), onUnknownDelivery: policy, meter: NO_METER },
    [{ channel, chat: `teams:${id}`, locale: 'en' }],
    subject,
    () => ({ ...digest, title: subject }),
    signal,
    { shown: shown(subject), isUnasked: shown(subject).schedule !== undefined },
  );
  if (!end) throw new Error('nothing delivered');
  return { ...end, subject };
}

function shown(app: string): Shown {
  const at = new Date('2026-11-22T01:30:00Z');
  const first = '2026-11-21';
  const schedule = { at, zone: 'Asia/Shanghai' };
  return {
    app,
    grain: 'day',
    first,
    period: first,
    asOf: at,
    schedule,
    figures: [],
    revisions: [],
  };
}

/** The subjects that stand in a conversation, one for each message. */
function standing(id: string): string[] {
  const there = teams.messages.filter(({ conversation }) => conversation === id);
  return there.map(({ activity }) => /subject\d/.exec(JSON.stringify(activity))?.[0] ?? '');
}

/** Lets all but the first misbehave; that one asks to wait. */
function misbehave(): readonly { readonly id: string; readonly kept: number }[] {
  const [limited = '', ...others] = CHATS;
  teams.misbehaveIn(limited, { status: 429, headers: { 'retry-after': '30' } });
  return others.map((id, index) => {
    const { meets, kept } = FAULTS[index % FAULTS.length] ?? { meets: [], kept: 0 };
    teams.misbehaveIn(id, ...meets);
    return { id, kept };
  });
}

describe('two hundred digests over twenty conversations', () => {
  it('all arrive, twice only where the answer was lost, while a limited conversation waits alone', async () => {
    const others = misbehave();
    const [limited = ''] = CHATS;
    const waiting = deliverAll(limited, 'repost');
    const ends = await Promise.all(others.map(({ id }) => deliverAll(id, 'repost')));

    expect(clock.held()).toBe(1);
    expect(standing(limited)).toEqual([]);
    clock.release();
    await waiting;

    expect(standing(limited).sort()).toEqual(SUBJECTS);
    for (const [index, { id, kept }] of others.entries()) {
      const there = standing(id);
      expect([...new Set(there)].sort(), id).toEqual(SUBJECTS);
      expect(there.length, id).toBe(SUBJECTS.length + kept);
      // Each of them was told as one that may stand there twice.
      const told = ends[index]
        ?.filter(({ mayBeTwice }) => mayBeTwice)
        .map(({ subject }) => subject);
      const twice = there.filter((subject, at) => there.indexOf(subject) !== at);
      expect(told, id).toEqual(expect.arrayContaining(twice));
    }
  }, 60_000);

  it('never stand twice where the policy says report, and what is not known is told', async () => {
    const others = misbehave();
    clock.release();
    await deliverAll(CHATS[0] ?? '', 'report');
    const ends = await Promise.all(others.map(({ id }) => deliverAll(id, 'report')));

    for (const [index, { id }] of others.entries()) {
      const there = standing(id);
      expect(new Set(there).size, id).toBe(there.length);
      const unsettled = (ends[index] ?? []).filter(({ state }) => state === 'unsettled');
      const known = [...there, ...unsettled.map(({ subject }) => subject)];
      expect([...new Set(known)].sort(), id).toEqual(SUBJECTS);
    }
    expect(ends.flat().filter(({ state }) => state === 'unsettled')).not.toHaveLength(0);
  }, 60_000);

  it('leave a conversation alone that refuses everything, with the reason kept', async () => {
    const [closed = '', open = ''] = CHATS;
    const blocked = { status: 403, code: 'BotNotInConversationRoster' };
    teams.misbehaveIn(closed, ...SUBJECTS.map(() => blocked));
    const ends = await Promise.all(
      SUBJECTS.map((subject) => deliverOne(closed, subject, 'repost')),
    );
    await deliverAll(open, 'repost');

    // Those in its lane were told the same, and the rest was not tried.
    expect(new Set(ends.map(({ state }) => state))).toEqual(new Set(['rejected', 'paused']));
    expect(ends.filter(({ isNewPause }) => isNewPause)).toHaveLength(1);
    const asked = teams.requests.filter(({ line }) => line.includes(encodeURIComponent(closed)));
    expect(asked.length).toBeLessThan(4);
    expect(await stores.pauses.get(`teams:${closed}`)).toMatchObject({
      code: 'teams_blocked',
      params: { detail: 'HTTP 403 BotNotInConversationRoster' },
    });
    expect(await stores.pauses.get(`teams:${open}`)).toBeUndefined();
    expect(standing(open)).toHaveLength(SUBJECTS.length);
  }, 60_000);
});
