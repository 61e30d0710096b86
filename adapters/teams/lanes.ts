/** What goes into one Teams conversation, one after the other at Teams' rate; none waits for another but for the tenant's. */
import { ChannelError, refuser } from '../../src/core/errors.ts';
import { type Line, lineOf, stopped } from '../../src/core/line.ts';
import type { Clock } from '../../src/ports/runtime.ts';
import type { Connector, Place } from './connector.ts';
import { type Pace, paceOf } from './pace.ts';

/** Source: learn.microsoft.com/microsoftteams, "Optimize your bot with rate limiting"; posts and edits count alike. */
const CONVERSATION = [
  { most: 7, ms: 1000 },
  { most: 8, ms: 2000 },
  { most: 60, ms: 30_000 },
  { most: 1800, ms: 3_600_000 },
];
const TENANT = [{ most: 30, ms: 1000 }];

/** The waits that page advises: growing from 2 to 20 seconds. */
const BACKOFF_MS = { first: 2000, most: 20_000 };
const MOST_TRIES = 6;
/** A message waits for so long in its lane; a longer wait is its caller's. */
const MOST_WAIT_MS = 60_000;

export interface LaneOptions {
  readonly clock: Clock;
  /** 0 ≤ random < 1. */
  readonly random: () => number;
  /** How many processes share what Teams takes. */
  readonly replicas: () => number;
}

/** The same connector, whose calls wait for their turn, and are made again where that shows nothing twice. */
export function inLanes(connector: Connector, options: LaneOptions): Connector {
  const lanes = new Map<string, Lane>();
  const tenants = new Map<string, Tenant>();
  const laneOf = ({ address }: Place) =>
    kept(lanes, address.conversationId, () =>
      openLane(
        kept(tenants, address.tenantId ?? '', () => ({
          line: lineOf(),
          pace: paceOf(TENANT, options.replicas),
        })),
        options,
      ),
    );
  return {
    post: (place, activity, signal) =>
      laneOf(place).inTurn(() => connector.post(place, activity, signal), place, signal),
    whisper: (place, activity, signal) =>
      laneOf(place).inTurn(() => connector.whisper(place, activity, signal), place, signal),
    edit: (place, id, activity, signal) =>
      laneOf(place).inTurn(() => connector.edit(place, id, activity, signal), place, signal, true),
    // Late it is worth nothing, and lost it costs nothing.
    type(place, signal) {
      laneOf(place).count();
      return connector.type(place, signal);
    },
    token: (serviceUrl, signal) => connector.token(serviceUrl, signal),
  };
}

interface Tenant {
  readonly line: Line;
  readonly pace: Pace;
}

interface Lane {
  /** @param isRepeatable whether doing it twice leaves what doing it once does */
  inTurn<T>(
    work: () => Promise<T>,
    place: Place,
    signal: AbortSignal,
    isRepeatable?: boolean,
  ): Promise<T>;
  /** Counts what is sent without a turn. */
  count(): void;
}

interface Work<T> {
  readonly work: () => Promise<T>;
  readonly place: Place;
  readonly signal: AbortSignal;
  readonly isRepeatable: boolean;
}

function openLane(tenant: Tenant, { clock, random, replicas }: LaneOptions): Lane {
  const line = lineOf();
  const pace = paceOf(CONVERSATION, replicas);
  const now = () => clock.now().getTime();
  /** What Teams asked for, and when: a clock that was set back must not make it longer. */
  let hold = { from: 0, until: 0 };
  let arrived = 0;
  /** What refused everything, and who had come by then: they are told the same without asking Teams. */
  let refusal = { error: undefined as unknown, before: 0 };

  return {
    inTurn(work, place, signal, isRepeatable = false) {
      const number = arrived;
      arrived += 1;
      return line(async () => {
        if (number < refusal.before) throw refusal.error;
        return untilTaken({ work, place, signal, isRepeatable }, now() + MOST_WAIT_MS);
      }, signal);
    },
    count() {
      pace.count(now());
      tenant.pace.count(now());
    },
  };

  async function untilTaken<T>(one: Work<T>, patience: number): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      await free(one, patience);
      try {
        return await one.work();
      } catch (error) {
        bear(error, one, tries, patience);
      } finally {
        // When Teams counts it lies between its begin and its end here.
        pace.count(now());
      }
    }
  }

  /** Returns where another try is worth it, and says from when; throws where there is none. */
  function bear(error: unknown, one: Work<unknown>, tries: number, patience: number): void {
    if (refuser(error)) refusal = { error, before: arrived };
    if (one.signal.aborted || !isWorthAnother(error, one.isRepeatable)) throw error;
    const from = now();
    hold = { from, until: from + Math.max(error.retryAfterMs ?? 0, backoff(tries)) };
    if (tries === MOST_TRIES || hold.until > patience) throw error;
  }

  /** Waits until Teams takes a message again, by what it said and by what it takes in a time. */
  async function free({ place, signal }: Work<unknown>, patience: number): Promise<void> {
    const at = now();
    const wait = Math.max(at < hold.from ? 0 : hold.until - at, pace.wait(at));
    if (at + wait > patience) {
      const params = { channel: place.channel, detail: 'rate limit' };
      throw new ChannelError('later', 'channel_busy', params, { retryAfterMs: wait });
    }
    await sleep(wait, signal);
    await tenant.line(async () => {
      await sleep(tenant.pace.wait(now()), signal);
      // Not when it ends: a conversation that hangs would hold up all the others.
      tenant.pace.count(now());
    }, signal);
  }

  /** Half of it by chance, so that those refused together don't come back together. */
  function backoff(tries: number): number {
    const { first, most } = BACKOFF_MS;
    return (Math.min(first * 2 ** (tries - 1), most) * (1 + random())) / 2;
  }

  async function sleep(ms: number, signal: AbortSignal): Promise<void> {
    try {
      // Once, whatever the clock says then.
      if (ms > 0) await clock.sleep(ms, signal);
    } catch (cause) {
      throw signal.aborted ? stopped() : cause;
    }
    if (signal.aborted) throw stopped();
  }
}

/** Known not to have been taken, or the same when taken twice. */
function isWorthAnother(error: unknown, isRepeatable: boolean): error is ChannelError {
  if (!(error instanceof ChannelError)) return false;
  return error.outcome === 'later' || (isRepeatable && error.outcome === 'unknown');
}

function kept<V>(map: Map<string, V>, key: string, open: () => V): V {
  const value = map.get(key) ?? open();
  map.set(key, value);
  return value;
}
