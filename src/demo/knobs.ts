/** The failure knobs as words on a command line: `name=value`. */
import { GRAINS, type Grain } from '../core/period.ts';
import type { Catalogue } from '../core/text/index.ts';
import type { FailureKnobs, Revision } from './failures.ts';

export type { FailureKnobs } from './failures.ts';

type Name = keyof Catalogue['terminal']['simulator']['knobs'];

interface Knob {
  /** What its value looks like. */
  readonly form: string;
  /** Undefined when the value isn't of that form. */
  readonly read: (value: string, knobs: FailureKnobs) => FailureKnobs | undefined;
}

export const KNOBS: Readonly<Record<Name, Knob>> = {
  'token-calls': knob('N', 'tokenCalls', count),
  'overwritten-every': knob('N', 'overwrittenEvery', count),
  'night-blips': knob('0..1', 'nightBlips', share),
  'blocked-ip': knob('IPv4', 'blockedIp', (value) => matching(value, /^\d{1,3}(\.\d{1,3}){3}$/)),
  quota: knob('N', 'quota', count),
  'minute-limit': knob('N', 'minuteLimit', count),
  'minus-one': knob('0..1', 'minusOne', share),
  'minus-one-burst': knob('N', 'minusOneBurst', count),
  'analytics-busy': knob('0..1', 'analyticsBusy', share),
  'bad-gateway': knob('0..1', 'badGateway', share),
  hang: knob('0..1', 'hang', share),
  reset: knob('0..1', 'reset', share),
  'mini-games': knob('APPID,…', 'miniGames', list),
  'without-cloud': knob('APPID,…', 'withoutCloud', list),
  'ready-hour': knob('0..24|jitter', 'readyHour', (value) =>
    value === 'jitter' ? value : numberIn(value, 24),
  ),
  'late-as': knob('61503|empty|zeros', 'lateAs', (value) =>
    (['61503', 'empty', 'zeros'] as const).find((one) => one === value),
  ),
  'week-size-zero': knob('yes|no', 'weekSizeZero', yes),
  'zero-days': knob('YYYY-MM-DD,…', 'zeroDays', (value) => {
    const days = list(value);
    return days?.every(isDate) ? days : undefined;
  }),
  revision: {
    form: 'SINCE,APPID,GRAIN,FIRST,SEGMENT,KEY,VALUE',
    read(value, knobs) {
      const one = revisionIn(value);
      return one && { ...knobs, revisions: [...(knobs.revisions ?? []), one] };
    },
  },
  'content-type': knob('text/plain', 'contentType', (value) => matching(value, /^\w+\/[\w.+-]+$/)),
};

/** The knobs with one more turned; undefined when `written` is none. */
export function turned(knobs: FailureKnobs, written: string): FailureKnobs | undefined {
  const [, name, value] = /^([a-z-]+)=(.+)$/s.exec(written) ?? [];
  if (name === undefined || value === undefined || !Object.hasOwn(KNOBS, name)) return undefined;
  return KNOBS[name as Name].read(value, knobs);
}

/** Every knob on a line of its own, with its meaning. */
export function knobList(words: Readonly<Record<Name, string>>): string {
  const lines = (Object.keys(KNOBS) as Name[]).map((name) => ({
    written: `  ${name}=${KNOBS[name].form}`,
    words: words[name],
  }));
  return lines.map((line) => `${line.written.padEnd(WIDTH)}  ${line.words}`).join('\n');
}

/** One form is longer than all others: it may stick out. */
const WIDTH = 28;

function knob<K extends keyof FailureKnobs>(
  form: string,
  name: K,
  valueIn: (value: string) => FailureKnobs[K],
): Knob {
  return {
    form,
    read(written, knobs) {
      const value = valueIn(written);
      return value === undefined ? undefined : { ...knobs, [name]: value };
    },
  };
}

function share(value: string): number | undefined {
  return numberIn(value, 1);
}

function numberIn(value: string, most: number): number | undefined {
  return /^\d+(\.\d+)?$/.test(value) && Number(value) <= most ? Number(value) : undefined;
}

function count(value: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined;
}

function list(value: string): readonly string[] | undefined {
  const items = value.split(',');
  return items.includes('') ? undefined : items;
}

function yes(value: string): boolean | undefined {
  return new Map([
    ['yes', true],
    ['no', false],
  ]).get(value);
}

function matching(value: string, pattern: RegExp): string | undefined {
  return pattern.test(value) ? value : undefined;
}

function revisionIn(value: string): Revision | undefined {
  const [since = '', app = '', grain, first = '', segment, offset = '', people = ''] =
    value.split(',');
  const instant = new Date(/(Z|[+-]\d{2}:\d{2})$/.test(since) ? since : `${since}+08:00`);
  const isWhole = [offset, people].every((one) => /^\d{1,9}$/.test(one));
  const isRight = isWhole && isDate(first) && app !== '' && !Number.isNaN(instant.getTime());
  if (!isRight || !isGrain(grain) || (segment !== 'new' && segment !== 'active')) return undefined;
  const figure = { offset: Number(offset), value: Number(people) };
  return { since: instant, app, grain, first, segment, ...figure };
}

function isGrain(value: string | undefined): value is Grain {
  return GRAINS.some((grain) => grain === value);
}

function isDate(value: string): boolean {
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}
