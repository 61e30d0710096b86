/** What pg-boss reports, without the password that its errors may hold. */
import { decoded } from '../core/decoded.ts';
import type { Logger } from '../ports/runtime.ts';

/** Only the message is kept: an error that has the address among its fields would be written with them. */
export function bossLog(log: Logger, url: string): (message: string, error: unknown) => void {
  const secrets = secretsIn(url);
  return (message, error) => {
    const said = messageOf(error);
    const detail = secrets.reduce((text, secret) => text.replaceAll(secret, '…'), said);
    log.error({ detail }, message);
  };
}

function secretsIn(url: string): string[] {
  const { password } = new URL(url);
  return [url, password, decoded(password)].filter((one) => one !== '');
}

/** It hands on some errors as plain objects, spread with what they are about. */
function messageOf(error: unknown): string {
  const { message } = (error ?? {}) as { message?: unknown };
  return typeof message === 'string' && message !== '' ? message : String(error);
}
