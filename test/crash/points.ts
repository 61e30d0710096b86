/** The points of the pipeline at which a process may die: before or after one call of a port. */
import type { Bot } from '../../src/pipeline/bot.ts';

export interface Point {
  readonly name: string;
  /** The port, and its method. */
  readonly call: readonly [port: Port, method: string];
  readonly when: 'before' | 'after' | 'under way';
}

type Port = 'ticks' | 'snapshots' | 'deliveries' | 'alerts' | 'runs' | 'source' | 'channel';

export const POINTS: readonly Point[] = [
  { name: 'tick due, not planned', call: ['ticks', 'plan'], when: 'before' },
  { name: 'tick planned, not taken', call: ['ticks', 'plan'], when: 'after' },
  { name: 'tick taken, nothing done', call: ['ticks', 'claim'], when: 'after' },
  { name: 'figures asked for', call: ['source', 'fetch'], when: 'under way' },
  { name: 'figures answered, not saved', call: ['snapshots', 'save'], when: 'before' },
  { name: 'figures saved', call: ['snapshots', 'save'], when: 'after' },
  { name: 'alerts decided, not written', call: ['alerts', 'prepare'], when: 'before' },
  { name: 'alerts written, not posted', call: ['alerts', 'prepare'], when: 'after' },
  { name: 'message composed, no intent', call: ['deliveries', 'claim'], when: 'before' },
  { name: 'intent written, nothing sent', call: ['deliveries', 'claim'], when: 'after' },
  { name: 'message under way', call: ['channel', 'post'], when: 'under way' },
  { name: 'message in the chat, answer unread', call: ['channel', 'post'], when: 'after' },
  { name: 'message in the chat, row not settled', call: ['deliveries', 'sent'], when: 'before' },
  { name: 'row settled', call: ['deliveries', 'sent'], when: 'after' },
  { name: 'alert posted, memory not moved', call: ['alerts', 'settle'], when: 'before' },
  { name: 'memory moved', call: ['alerts', 'settle'], when: 'after' },
  { name: 'edit taken, nothing sent', call: ['deliveries', 'takeEdit'], when: 'after' },
  { name: 'edit made, row not settled', call: ['deliveries', 'edited'], when: 'before' },
  { name: 'run done, not written down', call: ['runs', 'succeeded'], when: 'before' },
  { name: 'tick done, not settled', call: ['ticks', 'settle'], when: 'before' },
  { name: 'tick settled', call: ['ticks', 'settle'], when: 'after' },
];

type Method = (...args: never[]) => Promise<unknown>;

/** Calls `reached` whenever one of these points is: whoever kills there never comes back. */
export function instrument(bot: Bot, reached: (point: Point) => void): void {
  const { ticks, snapshots, deliveries, alerts, runs } = bot.stores;
  const ports = { ticks, snapshots, deliveries, alerts, runs };
  for (const [port, object] of Object.entries(ports)) wrap(port as Port, object);
  for (const { source } of bot.apps) wrap('source', source);

  function wrap(port: Port, object: object): void {
    const own = POINTS.filter(({ call }) => call[0] === port);
    const methods = object as Record<string, Method>;
    for (const [method, points] of Map.groupBy(own, ({ call }) => call[1])) {
      const real = methods[method]?.bind(object);
      if (!real) throw new Error(`${port} has no ${method}: a point of the matrix is gone`);
      methods[method] = watched(real, points, reached);
    }
  }
}

/** The same for a channel, which is made anew for every message. */
export function instrumented(channel: object, reached: (point: Point) => void): void {
  const methods = channel as Record<string, Method>;
  const own = POINTS.filter(({ call }) => call[0] === 'channel');
  for (const [method, points] of Map.groupBy(own, ({ call }) => call[1])) {
    const real = methods[method]?.bind(channel);
    if (real) methods[method] = watched(real, points, reached);
  }
}

function watched(real: Method, points: readonly Point[], reached: (point: Point) => void): Method {
  const at = (when: Point['when'], result?: unknown) => {
    for (const point of points) if (point.when === when && isReached(point, result)) reached(point);
  };
  return async (...args) => {
    at('before');
    const result = real(...args);
    at('under way');
    const settled = await result;
    at('after', settled);
    return settled;
  };
}

/** A claim that found nothing is no claim. */
function isReached({ call, when }: Point, result: unknown): boolean {
  const [port, method] = call;
  if (when !== 'after') return true;
  if (port === 'ticks' && method === 'claim') return result !== undefined;
  if (port === 'deliveries' && method === 'claim')
    return ['ours', 'doubtful'].includes((result as { state: string }).state);
  return true;
}
