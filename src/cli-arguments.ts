/** What is typed after a command, as values. */
import { InvalidArgumentError, Option } from 'commander';
import { GRAIN_WORD } from './core/command-text.ts';
import { GRAINS, type Grain } from './core/period.ts';
import type { Catalogue } from './core/text/index.ts';

export type CommandName =
  | ('start' | 'demo' | 'report' | 'send' | 'backfill' | 'doctor' | 'manifest')
  | ('alerts' | 'backtest' | 'status' | 'audit' | 'backup' | 'migrate' | 'restored');

/** What can't be one is a usage error. */
export function parsers(words: Catalogue['terminal']['cli']) {
  return {
    grain(value: string): Grain {
      const grain = GRAINS.find((one) => GRAIN_WORD[one] === value);
      if (grain) return grain;
      throw new InvalidArgumentError(words.notGrain);
    },
    count(value: string): number {
      if (/^\d{1,4}$/.test(value)) return Number(value);
      throw new InvalidArgumentError(words.notCount);
    },
    day(value: string): string {
      if (/^\d{4}-\d{2}-\d{2}$/.test(value) && isDate(value)) return value;
      throw new InvalidArgumentError(words.notDate);
    },
    moment,
    asOf: () => new Option('--as-of <datetime>', words.asOf).argParser(moment),
  };

  function moment(value: string): Date {
    const instant = momentOf(value);
    if (instant) return instant;
    throw new InvalidArgumentError(words.notMoment);
  }
}

function momentOf(value: string): Date | undefined {
  const [, date = '', zone] =
    /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/i.exec(value) ??
    [];
  const instant = new Date(zone ? value : `${value}+08:00`);
  return isDate(date) && !Number.isNaN(instant.getTime()) ? instant : undefined;
}

/** Date itself takes February 30 for March 2. */
function isDate(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
}
