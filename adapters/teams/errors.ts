/** What Teams and its SDK throw, as what became of the message and what a person can do. */
import { AppError, ChannelError, type ErrorParams, type Outcome } from '../../src/core/errors.ts';

/**
 * Params are Microsoft's codes and names of errors, never its sentences or headers, which may quote
 * the request. `reached` says whether the request may have left this machine.
 */
export function toChannelError(error: unknown, channel: string, reached = true): ChannelError {
  if (error instanceof ChannelError) return error;
  const cause = error;
  const detail = detailOf(error);
  const status = statusOf(error);
  if (isCredentials(error) || status === 401)
    return new ChannelError('rejected', 'teams_credentials', { detail }, { cause });
  if (status === undefined || status < 400) {
    const isUnsent = !reached || NEVER_SENT.test(codeOf(error) ?? '');
    return general(isUnsent ? 'later' : 'unknown', channel, detail, { cause });
  }
  // A gateway's 502 or 504 says nothing about what happened behind it; nor does a 500.
  if (status >= 500 || status === 408) return general('unknown', channel, detail, { cause });
  switch (status) {
    // Teams was busy with the conversation, or with the bot: it took nothing.
    case 412:
    case 429:
      return general('later', channel, detail, { cause, ...retryAfter(error) });
    case 413:
      return new ChannelError('rejected', 'message_too_large', { channel, detail }, { cause });
    case 403:
      return new ChannelError('rejected', 'teams_blocked', { channel, detail }, { cause });
    case 404:
      return codeOf(error) === 'ConversationNotFound'
        ? new ChannelError('rejected', 'teams_blocked', { channel, detail }, { cause })
        : general('rejected', channel, detail, { cause });
    default:
      return general('rejected', channel, detail, { cause });
  }
}

/** Whether Teams knows no such conversation or message. */
export function isGone(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** What refuses every message of a chat, as a refusal of one, where the chat may take others. */
export function ofOneMessage(error: unknown): unknown {
  if (!(error instanceof ChannelError) || error.code !== 'teams_blocked') return error;
  const { channel, detail } = error.params as ErrorParams<'teams_blocked'>;
  return general('rejected', channel, detail, { cause: error.cause });
}

/** For a token alone, where nothing is posted: no answer means that Microsoft is out of reach. */
export function toCheckError(error: unknown): AppError {
  const known = toChannelError(error, 'Teams', false);
  if (known.outcome === 'rejected') return known;
  return new AppError(
    'teams_unreachable',
    { detail: detailOf(error) },
    { retry: 'later', cause: error },
  );
}

const WORDING = {
  later: 'channel_busy',
  unknown: 'channel_unclear',
  rejected: 'channel_refused',
} as const satisfies Record<Outcome, string>;

function general(
  outcome: Outcome,
  channel: string,
  detail: string,
  options: { cause: unknown; retryAfterMs?: number },
): ChannelError {
  return new ChannelError(outcome, WORDING[outcome], { channel, detail }, options);
}

/** Of an HTTP answer, as the connector's RestError keeps it. */
function statusOf(error: unknown): number | undefined {
  const { statusCode } = Object(error) as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : undefined;
}

/** Teams' code ("MessageWritesBlocked"), the system's ("ECONNRESET"), or the one of Microsoft's login. */
function codeOf(error: unknown): string | undefined {
  const { code, errorCode } = Object(error) as { code?: unknown; errorCode?: unknown };
  return [errorCode, code].find((one): one is string => typeof one === 'string' && one !== '');
}

function detailOf(error: unknown): string {
  const status = statusOf(error);
  const code = codeOf(error) ?? (error instanceof Error ? error.name : 'unknown');
  const entra = /AADSTS\d+/.exec(error instanceof Error ? error.message : '')?.[0];
  return [status && `HTTP ${status}`, code, entra].filter(Boolean).join(' ');
}

/** Microsoft's login spoke and said no (OAuth 2.0, section 5.2; AADSTS90002 is an unknown tenant). */
function isCredentials(error: unknown): boolean {
  const { errorCode } = Object(error) as { errorCode?: unknown };
  return (
    typeof errorCode === 'string' &&
    /^(invalid_client|unauthorized_client|invalid_request|invalid_scope|invalid_resource|access_denied)$/.test(
      errorCode,
    )
  );
}

/** No connection, hence no message. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/** Seconds, or a date of HTTP (RFC 9110, section 10.2.3); Teams sends seconds, if anything. */
function retryAfter(error: unknown): { retryAfterMs?: number } {
  const { response } = Object(error) as {
    response?: { headers?: { get(name: string): string | undefined } };
  };
  const seconds = Number(response?.headers?.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: seconds * 1000 } : {};
}
