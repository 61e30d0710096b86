/** What PostgreSQL says when it can't be used, as an error that names the database and never its password. */
import { decoded } from '../core/decoded.ts';
import { AppError, type ErrorParams } from '../core/errors.ts';

type Fault = NonNullable<ErrorParams<'store_unusable'>['fault']>;

/** Something of the server that doesn't fit, though it answers. */
export class StoreFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault, detail: string) {
    super(detail);
    this.fault = fault;
  }
}

/** By SQLSTATE, or by what Node calls it. */
const FAULTS: Readonly<Record<string, Fault>> = {
  '28P01': 'password',
  '28000': 'password',
  '3D000': 'missing',
  '42501': 'rights',
  ENOTFOUND: 'host',
  EAI_AGAIN: 'host',
  ECONNREFUSED: 'host',
  ECONNRESET: 'host',
  EHOSTUNREACH: 'host',
  ENETUNREACH: 'host',
  ETIMEDOUT: 'host',
};

/** Without the error itself as its cause: nobody knows what else that holds of the URL. */
export function postgresError(url: string, error: unknown): AppError<'store_unusable'> {
  if (error instanceof AppError && error.code === 'store_unusable')
    return error as AppError<'store_unusable'>;
  const text = error instanceof Error ? error.message || codeOf(error) : String(error);
  const detail = withoutPassword(url, text);
  return new AppError('store_unusable', { path: placeOf(url), detail, fault: faultOf(error) });
}

/** "db.example.com:5432/retention"; of what is no address nothing may be shown. */
export function placeOf(url: string): string {
  const parsed = parse(url);
  return parsed ? `${parsed.host}${parsed.pathname}` : 'PostgreSQL';
}

export function isAddress(url: string): boolean {
  return parse(url) !== undefined;
}

/** A password with an unescaped "/", "?" or "#" parses as well, with a part of it for host and path. */
function parse(url: string): URL | undefined {
  const parsed = URL.parse(url) ?? undefined;
  const ats = url.split('@').length - 1;
  return ats === 0 || (ats === 1 && parsed?.username) ? parsed : undefined;
}

function faultOf(error: unknown): Fault {
  if (error instanceof StoreFault) return error.fault;
  // What the pool says when no connection came about in time.
  if (error instanceof Error && /connection timeout|terminated|not queryable/i.test(error.message))
    return 'host';
  return FAULTS[codeOf(error)] ?? 'server';
}

/** Whether the connection, or its server, has gone: SQLSTATE classes 08 and 57P, and what has none. */
export function isBroken(error: unknown): boolean {
  return /^(08|57P)/.test(codeOf(error)) || faultOf(error) === 'host';
}

/** Where a name has several addresses, Node tells one error of all. */
function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code ?? '');
}

function withoutPassword(url: string, text: string): string {
  const typed = /^\w+:\/\/[^:@/]*:(.*)@/.exec(url)?.[1] ?? '';
  const secrets = [url, typed, decoded(typed)].filter((one) => one !== '');
  return secrets.reduce((all, one) => all.replaceAll(one, '…'), text);
}
