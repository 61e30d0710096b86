/** What goes into one Slack channel, one after the other at Slack's rate; no channel waits for another. */
import { ChannelError, refuser } from '../../src/core/errors.ts';
import { lineOf, stopped } from '../../src/core/line.ts';
import { loopLine } from '../../src/core/loop-turn.ts';
import type { AdapterHost, Target } from '../../src/ports/adapter.ts';
import { sharedTurns } from './shared-turns.ts';

/** Does one piece of work when its turn has come. Throws ChannelError `later` when the signal is first. */
export type Lane = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** About one message a second and channel: docs.slack.dev/apis/web-api/rate-limits. */
const PACE_MS = 1000;
/** A refused post waits for so long in its lane; a longer wait is its caller's. */
const MOST_WAIT_MS = 60_000;

export type LaneHost = Pick<AdapterHost, 'clock' | 'log' | 'turns'>;
export type LaneOf = (target: Pick<Target, 'id' | 'name'>, host: LaneHost) => Lane;

/** @returns the lane of a channel, by its id: the same for whoever posts there */
export function lanesOf(): LaneOf {
  const lanes = new Map<string, Lane>();
  const loopTurn = loopLine();
  return (target, host) => {
    const lane = lanes.get(target.id) ?? laneOf(target, host, loopTurn);
    lanes.set(target.id, lane);
    return lane;
  };
}

function laneOf(
  { id, name }: Pick<Target, 'id' | 'name'>,
  host: LaneHost,
  loopTurn: () => Promise<void>,
): Lane {
  const { clock } = host;
  const shared = sharedTurns(`slack ${id}`, host);
  const line = lineOf();
  const now = () => clock.now().getTime();
  /** From when Slack takes a message, and when that was known: a clock that was set back must not make it later. */
  let known = { since: 0, freeAt: 0 };
  const freeAt = () => (now() < known.since ? 0 : known.freeAt);
  const notBefore = (at: number) => {
    known = { since: now(), freeAt: Math.max(freeAt(), at) };
  };
  /** Why it is free no sooner, where Slack said so. */
  let limited: ChannelError | undefined;
  let arrived = 0;
  /** What refused everything, and who had come by then: they are told the same without asking Slack. */
  let refusal = { error: undefined as unknown, before: 0 };

  return async (work, signal) => {
    const number = arrived;
    arrived += 1;
    return line(async () => {
      if (number < refusal.before) throw refusal.error;
      return inTurn(work, signal, now() + MOST_WAIT_MS);
    }, signal);
  };

  async function inTurn<T>(
    work: () => Promise<T>,
    signal: AbortSignal,
    patience: number,
  ): Promise<T> {
    for (;;) {
      await free(signal, patience);
      try {
        return await work();
      } catch (error) {
        if (refuser(error)) refusal = { error, before: arrived };
        await hold(error);
        if (!isLimit(error) || freeAt() > patience) throw error;
      } finally {
        notBefore(now() + PACE_MS);
      }
    }
  }

  async function hold(error: unknown): Promise<void> {
    if (!isLimit(error)) return;
    limited = error;
    const until = now() + error.retryAfterMs;
    notBefore(until);
    await shared.hold(new Date(until));
  }

  /** Waits until Slack takes a message again, by what this process knows and then by its turn among all. */
  async function free(signal: AbortSignal, patience: number): Promise<void> {
    await freeFrom(freeAt(), signal, patience);
    // All channels are free at one moment.
    await loopTurn();
    if (signal.aborted) throw stopped();
    const turn = await shared.next(PACE_MS);
    if (turn === undefined) return;
    // Kept, so that those behind take no turns that they can't wait for either.
    notBefore(turn.getTime());
    if (freeAt() > patience) {
      const params = { channel: name, detail: 'rate limit' };
      limited = new ChannelError('later', 'channel_busy', params, { retryAfterMs: 0 });
    }
    await freeFrom(freeAt(), signal, patience);
  }

  async function freeFrom(at: number, signal: AbortSignal, patience: number): Promise<void> {
    const wait = at - now();
    if (limited && at > patience)
      throw new ChannelError('later', limited.code, limited.params, { retryAfterMs: wait });
    try {
      if (wait > 0) await clock.sleep(wait, signal);
    } catch (cause) {
      throw signal.aborted ? stopped() : cause;
    }
    if (signal.aborted) throw stopped();
  }
}

type Limit = ChannelError & { readonly retryAfterMs: number };

function isLimit(error: unknown): error is Limit {
  return error instanceof ChannelError && error.retryAfterMs !== undefined;
}
