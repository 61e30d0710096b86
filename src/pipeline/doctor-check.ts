/** One line of `doctor`: what was looked at, and what is to be done about it. */
import { AppError, wordsOf } from '../core/errors.ts';
import type { Grain } from '../core/period.ts';
import type { Catalogue, Locale } from '../core/text/index.ts';
import type { Finding } from '../ports/adapter.ts';
import type { Clock, Logger } from '../ports/runtime.ts';

export interface Check {
  readonly name:
    | 'configuration'
    | 'store'
    | 'calendar'
    | 'token'
    | 'ip-whitelist'
    | 'permission'
    | 'readiness'
    | 'quota'
    | Finding['name'];
  /** An appid, a platform or the name of a channel; empty where it is about the bot itself. */
  readonly subject: string;
  /** Where it is about one grain alone. */
  readonly grain?: Grain;
  readonly status: Finding['status'];
  readonly message: string;
  /** Empty where nothing is to be done. */
  readonly fix: string;
}

/** What a check is about, before its end is known. */
export type About = Pick<Check, 'name' | 'subject' | 'grain'>;

/** What every check works with. */
export interface Asking {
  readonly clock: Clock;
  readonly log: Logger;
  readonly locale: Locale;
  readonly signal: AbortSignal;
}

export function found(
  about: About,
  status: Check['status'],
  message: string,
  fix: string = '',
): Check {
  return { ...about, status, message, fix };
}

/** @param what names the thing where the reason alone wouldn't */
export function faultOf(
  about: About,
  error: unknown,
  { text, log, what }: { text: Catalogue; log: Logger; what?: string },
): Check {
  // An error of ours says it all; of any other the log has the details.
  if (!(error instanceof AppError)) log.error({ err: error, check: about.name }, 'a check failed');
  const { message, hint } = wordsOf(error, text);
  const why = what === undefined ? message : text.terminal.because({ what, why: message });
  return found(about, 'fault', why, hint);
}
