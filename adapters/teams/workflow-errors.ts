/** What a workflow's URL answers, or doesn't, as what became of the message and what a person can do. */
import { ChannelError } from '../../src/core/errors.ts';

/** Undefined where it was taken: 202, and 200 where the workflow answers itself. */
export function refusalOf(
  { status, retryAfter, body }: { status: number; retryAfter: string | null; body: string },
  channel: string,
  now: Date,
): ChannelError | undefined {
  if (status >= 200 && status < 300) return undefined;
  const code = codeIn(body);
  const params = { channel, detail: [`HTTP ${status}`, code].filter(Boolean).join(' ') };
  if (status === 429)
    return new ChannelError('later', 'channel_busy', params, waitOf(retryAfter, now));
  // It may have started all the same.
  if (status >= 500 || status === 408)
    return new ChannelError('unknown', 'channel_unclear', params);
  if (status === 413) return new ChannelError('rejected', 'message_too_large', params);
  const isClosed = CLOSED.has(status) || /^Workflow|Trigger/.test(code ?? '');
  return new ChannelError('rejected', isClosed ? 'workflow_closed' : 'channel_refused', params);
}

/** Without a cause: fetch puts the whole URL into some of its messages. */
export function lossOf(error: unknown, channel: string): ChannelError {
  const detail = reasonOf(error);
  return NEVER_SENT.test(detail)
    ? new ChannelError('later', 'channel_busy', { channel, detail })
    : new ChannelError('unknown', 'channel_unclear', { channel, detail });
}

/** The URL's signature is wrong or was replaced, the workflow is turned off, or there is none any more. */
const CLOSED: ReadonlySet<number> = new Set([401, 403, 404, 410]);

/** "WorkflowTriggerIsNotEnabled"; the sentence beside it may name the workflow. */
function codeIn(body: string): string | undefined {
  return /"code"\s*:\s*"([A-Za-z]{1,60})"/.exec(body)?.[1];
}

/** Seconds, or a date (RFC 9110, section 10.2.3). */
function waitOf(retryAfter: string | null, now: Date): { retryAfterMs?: number } {
  if (!retryAfter) return {};
  const seconds = Number(retryAfter);
  const ms = Number.isNaN(seconds) ? Date.parse(retryAfter) - now.getTime() : seconds * 1000;
  return Number.isFinite(ms) ? { retryAfterMs: Math.max(0, ms) } : {};
}

/** No connection, hence no message. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/** The system's code, else the error's class ("TimeoutError"). */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Error';
  for (const one of [error.cause, error]) {
    const code = (one as { code?: unknown } | undefined)?.code;
    if (typeof code === 'string' && /^[A-Z0-9_]+$/.test(code)) return code;
  }
  return error.name;
}
