/** The log: JSON lines on stderr, with secrets blotted out. */
import { pino } from 'pino';
import type { Logger } from './ports/runtime.ts';

/** Wherever a library's error carries a request, its headers and body go unseen. */
const REDACTED = [
  'err.config',
  'err.request',
  'err.response',
  'err.options',
  'err.original',
  'err.cause',
  '*.access_token',
  '*.secret',
  '*.authorization',
  '*.token',
];

/** @param secrets values that must never appear, wherever they turn up in a line */
export function createLog(level: string, secrets: readonly string[]): Logger {
  // What is shorter would be found inside ordinary words.
  const hidden = secrets.filter((secret) => secret.length >= 6);
  const stream = {
    write(line: string) {
      const clean = hidden.reduce((text, secret) => text.replaceAll(secret, '[secret]'), line);
      process.stderr.write(clean);
    },
  };
  return pino({ level, base: null, redact: { paths: REDACTED, censor: '[hidden]' } }, stream);
}
