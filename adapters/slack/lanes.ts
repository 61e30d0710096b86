/** What goes into one Slack channel, one after the other at Slack's rate; no channel waits for another. */
import { ChannelError, refuser } from '../../src/core/errors.ts';
import { lineOf, stopped } from '../../src/core/line.ts';
import type { Clock } from '../../src/ports/runtime.ts';

/** Does one piece of work when its turn has come. Throws ChannelError `later` when the signal is first. */
export type Lane = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** About one message a second and channel: docs.slack.dev/apis/web-api/rate-limits. */
const PACE_MS = 1000;
/** A refused post waits for so long in its lane; a longer wait is its caller's. */
const MOST_WAIT_MS = 60_000;

/** @returns the lane of a channel, by its id: the same for whoever posts there */
export function lanesOf(): (channel: string, clock: Clock) => Lane {
  const lanes = new Map<string, Lane>();
  return (channel, clock) => {
    const lane = lanes.get(channel) ?? laneOf(clock);
    lanes.set(channel, lane);
    return lane;
  };
}

function laneOf(clock: Clock): Lane {
  const line = lineOf();
  let freeAt = 0;
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
      return inTurn(work, signal, clock.now().getTime() + MOST_WAIT_MS);
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
        hold(error);
        if (!isLimit(error) || freeAt > patience) throw error;
      } finally {
        freeAt = Math.max(freeAt, clock.now().getTime() + PACE_MS);
      }
    }
  }

  function hold(error: unknown): void {
    if (!isLimit(error)) return;
    limited = error;
    freeAt = clock.now().getTime() + error.retryAfterMs;
  }

  /** Waits until Slack takes a message again. */
  async function free(signal: AbortSignal, patience: number): Promise<void> {
    const wait = freeAt - clock.now().getTime();
    if (limited && freeAt > patience)
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
