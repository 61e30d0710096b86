/** One run of the alerts: judges what has become known, keeps what that changes, and posts what is to be told. */
import PQueue from 'p-queue';
import type { AlertMemory, Judged } from '../core/alerts/alert.ts';
import { judge } from '../core/alerts/judge.ts';
import { type AlertMessage, messagesOf } from '../core/alerts/message.ts';
import { isBlank, type Triangle } from '../core/cohort.ts';
import { addDays, beijingDate, GRAINS } from '../core/period.ts';
import type { AlertStore } from '../ports/stores.ts';
import type { Bot } from './bot.ts';
import { replay, runOf, turn, WARM_UP } from './replay.ts';
import { isAway } from './tell-without-store.ts';
import { soonest } from './waits.ts';
import { firstTold } from './watch-first.ts';
import { isHistoryThere } from './watch-history.ts';
import { newestAt, triangles } from './watch-input.ts';
import { keep } from './watch-keep.ts';
import { postAlerts } from './watch-post.ts';
import { keyOfReaders, type Readers, readersOf } from './watch-readers.ts';

/** Runs that another process was faster than. */
const MOST_TRIES = 3;

interface Process {
  /** One run at a time: each looks at all apps. */
  readonly turns: PQueue;
  /** App → the periods it was judged up to, where none of them is waited for. */
  readonly seen: Map<string, string>;
}

/** By store, because whoever shares that shares its alerts; a run after a start finds nothing new, and changes nothing. */
const processes = new WeakMap<AlertStore, Process>();

/**
 * Whoever has just collected calls it. What comes later than other apps' figures is judged by a later run.
 *
 * @returns milliseconds after which what could not be posted is worth another try
 */
export function watch(bot: Bot, attempt: number, signal: AbortSignal): Promise<number | undefined> {
  const { alerts } = bot.stores;
  const own = processes.get(alerts) ?? {
    turns: new PQueue({ concurrency: 1 }),
    seen: new Map<string, string>(),
  };
  processes.set(alerts, own);
  return own.turns.add(() => run(bot, own.seen, attempt, signal));
}

async function run(bot: Bot, seen: Process['seen'], attempt: number, signal: AbortSignal) {
  const { alerts } = bot.stores;
  const readers = await readersOf(bot);
  const posting = { bot, readers, attempt, signal };
  // First what an earlier process, or an earlier run, has left.
  const before = await postAlerts(posting, await alerts.unsettled());
  const waits = [before];
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const made = await decideAll(bot, readers, seen, signal);
    waits.push(await postAlerts(posting, made.messages, made.memories));
    if (made.faults.length > 0) throw made.faults[0];
    if (!made.isOutrun) break;
  }
  return soonest(waits);
}

interface Made {
  readonly messages: readonly AlertMessage[];
  /** App → what is remembered once they are told. */
  readonly memories: ReadonlyMap<string, AlertMemory>;
  readonly isOutrun: boolean;
  /** Why apps could not be judged: the others are. */
  readonly faults: readonly unknown[];
}

/** Judges app by app, decides over all of them, and keeps that. */
async function decideAll(
  bot: Bot,
  readers: Readers,
  seen: Process['seen'],
  signal: AbortSignal,
): Promise<Made> {
  const at = bot.clock.now();
  const { looks, faults } = await lookAtAll(bot, at, seen, signal);
  const changed = looks.filter(isChanged);
  const memories = new Map(
    changed.flatMap(({ judged, memory }) => (memory ? [[judged.app, memory]] : [])),
  );
  const run = await runOf({
    at,
    settings: bot.alerts,
    judged: changed.map(({ judged }) => judged),
    memories,
    readers: (app) => keyOfReaders(readers(app)),
    signal,
  });
  const decided = run.map((one, index) => (changed[index]?.version === 0 ? firstTold(one) : one));
  const kept = messagesOf(at.toISOString(), decided);
  const written = changed.flatMap(({ judged: { app }, version }, index) => {
    const memory = kept.memories[index];
    return memory ? [{ app, version, memory }] : [];
  });
  const done = new Map(
    (await keep(bot, written, kept.messages, at, signal)).map(({ app, memory }) => [app, memory]),
  );
  const outrun = new Set(written.map(({ app }) => app).filter((app) => !done.has(app)));
  for (const { judged, upTo } of looks)
    if (upTo !== undefined && !outrun.has(judged.app)) seen.set(judged.app, upTo);
  const messages = kept.messages.filter(({ items }) => !items.some(({ app }) => outrun.has(app)));
  bot.log.info({ apps: done.size, messages: messages.length }, 'alerts judged');
  return { messages, memories: done, isOutrun: outrun.size > 0, faults };
}

async function lookAtAll(bot: Bot, at: Date, seen: Process['seen'], signal: AbortSignal) {
  const looks: Look[] = [];
  const faults: unknown[] = [];
  for (const { appid: app } of bot.apps) {
    await turn(signal);
    try {
      const look = await lookAt(bot, app, at, seen, signal);
      if (look) looks.push(look);
    } catch (err) {
      signal.throwIfAborted();
      if (isAway(err)) throw err;
      bot.log.error({ app, err }, 'not judged');
      faults.push(err);
    }
  }
  return { looks, faults };
}

interface Look {
  readonly judged: Judged;
  readonly memory: AlertMemory | undefined;
  /** 0 where nothing was judged before. */
  readonly version: number;
  /** The periods it was judged up to; undefined while one of them is waited for. */
  readonly upTo: string | undefined;
}

/** Whoever was judged for the first time is remembered, though nothing came back today that can be judged. */
function isChanged({ judged: { fresh, revised }, memory, version }: Look): boolean {
  return fresh.length + revised.length > 0 || (version === 0 && memory !== undefined);
}

/** Undefined where nothing is new, or where messages wait to be posted first. */
async function lookAt(
  bot: Bot,
  app: string,
  at: Date,
  seen: Process['seen'],
  signal: AbortSignal,
): Promise<Look | undefined> {
  const newest = newestAt(at);
  const upTo = GRAINS.map((grain) => newest[grain].first).join(' ');
  if (seen.get(app) === upTo) return undefined;
  const remembered = await bot.stores.alerts.get(app);
  if (remembered?.isPending) return undefined;
  const known = await triangles(bot, app, newest, at);
  const there = GRAINS.filter((grain) => isThere(known[grain], newest[grain].first));
  if (there.length === 0) return undefined;
  const input = { app, triangles: known, newest, calendar: bot.calendar };
  const { version = 0, memory } = remembered ?? {};
  const whole = there.length === GRAINS.length ? upTo : undefined;
  const judged = judge({ ...input, memory });
  if (version > 0 || judged.fresh.length === 0) return { judged, memory, version, upTo: whole };
  if (!(await isHistoryThere(bot, app, newest.day))) return undefined;
  const warm = await warmUp(bot, app, at, signal);
  return { judged: judge({ ...input, memory: warm }), memory: warm, version, upTo: whole };
}

function isThere(triangle: Triangle, first: string): boolean {
  const cohort = triangle.get(first);
  return cohort !== undefined && !isBlank(cohort.counts);
}

/** What would be remembered had the bot been there for four weeks: nothing of that time is told. */
async function warmUp(bot: Bot, app: string, at: Date, signal: AbortSignal) {
  const today = beijingDate(at);
  const [from, to] = [addDays(today, -WARM_UP), addDays(today, -1)];
  let memory: AlertMemory | undefined;
  for await (const { apps } of replay(bot, [app], { from, to, settings: bot.alerts, signal }))
    memory = apps[0]?.memory;
  // Whatever is open is told by this run first.
  return memory && { ...memory, open: memory.open.map((one) => ({ ...one, message: undefined })) };
}
