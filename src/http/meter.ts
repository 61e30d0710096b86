/** Counts what happens, in a registry of its own. */
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Meter } from '../ports/meter.ts';

export interface PromMeter extends Meter {
  readonly registry: Registry;
}

const MINUTE = 60;
/** Many subscriptions name chats of their own, and every label is a series for ever. */
const OTHER = 'other';

/**
 * @param channels names of the configuration; any other chat counts under its platform
 * @param platforms what the names of such chats begin with
 */
export function promMeter(known: {
  readonly channels: readonly string[];
  readonly platforms: readonly string[];
}): PromMeter {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const ticks = new Counter({
    name: 'retention_ticks_total',
    help: 'Runs of ticks that have ended: done, put off (again), or failed.',
    labelNames: ['grain', 'outcome'],
    registers,
  });
  const fetches = new Counter({
    name: 'retention_fetches_total',
    help: 'Questions to WeChat that have ended: answered, or the code of the error.',
    labelNames: ['outcome'],
    registers,
  });
  const lateness = new Histogram({
    name: 'retention_lateness_seconds',
    help: 'How long after 09:00 Beijing time the newest figures of an app were there.',
    labelNames: ['grain'],
    buckets: [0, 15, 30, 45, 60, 90, 120, 180, 240, 360, 540, 720, 1440].map((one) => one * MINUTE),
    registers,
  });
  const deliveries = new Counter({
    name: 'retention_deliveries_total',
    help: 'Tries to deliver that have ended, by channel of the configuration, or by platform.',
    labelNames: ['channel', 'outcome'],
    registers,
  });
  const commands = new Counter({
    name: 'retention_commands_total',
    help: 'Commands that were answered, refused for their number (limited), or failed.',
    labelNames: ['outcome'],
    registers,
  });
  const channelOf = (name: string) => {
    if (known.channels.includes(name)) return name;
    return known.platforms.find((one) => name.startsWith(`${one} `)) ?? OTHER;
  };
  const code = bounded(100);
  return {
    registry,
    tick: (schedule, outcome) => ticks.inc({ grain: grainOf(schedule), outcome }),
    fetch: (outcome) => fetches.inc({ outcome: code(outcome) }),
    // A clock that was set back must not count as negative.
    lateness: (grain, seconds) => lateness.observe({ grain }, Math.max(0, seconds)),
    delivery: (channel, outcome) =>
      deliveries.inc({ channel: channelOf(channel), outcome: code(outcome) }),
    command: (outcome) => commands.inc({ outcome }),
  };
}

/** A schedule's key begins with its grain. */
function grainOf(schedule: string): string {
  return schedule.match(/^(?:day|week|month)\b/)?.[0] ?? OTHER;
}

/** The words a label may have: those of the catalogue's codes, never anything made up by whoever fails. */
function bounded(most: number): (word: string) => string {
  const seen = new Set<string>();
  return (word) => {
    if (!/^[a-z][a-z0-9_-]{0,40}$/.test(word)) return OTHER;
    if (seen.size < most) seen.add(word);
    return seen.has(word) ? word : OTHER;
  };
}
