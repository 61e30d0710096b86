/** Whether something failed behind an answer that was given in time: such is told in the log alone. */
import type { LogLine } from '../doubles/host.ts';
import { must } from './target.ts';

/** Of a listener, in the SDKs' words or in the engine's. */
const CRASHES = /TypeError|RangeError|ReferenceError|unhandled error/;

/** @param usual what inputs may lead to that are understood */
export function mustHaveBorne(log: readonly LogLine[], usual: RegExp): void {
  const failed = log.filter(
    ({ level, message, fields }) =>
      !usual.test(message) && (level === 'error' || CRASHES.test(wordsOf(fields))),
  );
  const [first] = failed;
  must(first === undefined, `${failed.length} times: ${first?.message} ${wordsOf(first?.fields)}`);
}

function wordsOf(fields: object = {}): string {
  return Object.values(fields)
    .map((one) => (one instanceof Error ? (one.stack ?? one.message) : String(one)))
    .join(' ');
}
