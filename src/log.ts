/** The log: JSON lines on stderr, with secrets blotted out. */
import { pino } from 'pino';
import { told } from './log-errors.ts';
import { blotter } from './log-secrets.ts';
import type { Logger } from './ports/runtime.ts';

/** Wherever a library's object carries a request, its headers and body go unseen. */
const REDACTED = ['config', 'request', 'response', 'options', 'headers', 'body'].flatMap((name) => [
  name,
  `*.${name}`,
]);

/**
 * @param secrets values that must never appear, wherever they turn up in a line
 * @param out takes whole lines
 */
export function createLog(
  level: string,
  secrets: readonly string[],
  out: { write(line: string): unknown } = process.stderr,
): Logger {
  const blot = blotter(secrets);
  const stream = { write: (line: string) => void out.write(blot(line)) };
  return pino(
    {
      level,
      base: null,
      redact: { paths: REDACTED, censor: '[hidden]' },
      // Under whatever name, an Error is told as one.
      formatters: {
        log: (fields) =>
          Object.fromEntries(
            Object.entries(fields).map(([name, value]) => [
              name,
              value instanceof Error ? told(value) : value,
            ]),
          ),
      },
      serializers: { err: (err: unknown) => err },
    },
    stream,
  );
}
