/** What Slack and its SDK throw, as what became of the message and what a person can do. */
import { webApi } from '@slack/bolt';
import { AppError, ChannelError, type Outcome } from '../../src/core/errors.ts';

/** Params are Slack's codes and sentences: neither they nor the causes hold the token. */
export function toChannelError(error: unknown, channel: string): ChannelError {
  if (error instanceof ChannelError) return error;
  const cause = error;
  if (error instanceof webApi.WebAPIPlatformError) return refusal(error, channel);
  if (error instanceof webApi.WebAPIRateLimitedError) {
    const retryAfterMs = error.retryAfter * 1000;
    return new ChannelError(
      'later',
      'channel_busy',
      { channel, detail: '429' },
      { cause, retryAfterMs },
    );
  }
  if (error instanceof webApi.WebAPIHTTPError) {
    const detail = `HTTP ${error.statusCode}`;
    if (error.statusCode >= 500 || error.statusCode === 408)
      return new ChannelError('unknown', 'channel_unclear', { channel, detail }, { cause });
    return new ChannelError('rejected', 'channel_refused', { channel, detail }, { cause });
  }
  const detail = reasonOf(error);
  // The SDK's words for a 429 without Retry-After, the one error it leaves without a class.
  if (detail.startsWith('Retry header did not contain'))
    return new ChannelError('later', 'channel_busy', { channel, detail: '429' }, { cause });
  if (neverSent(error))
    return new ChannelError('later', 'channel_busy', { channel, detail }, { cause });
  return new ChannelError('unknown', 'channel_unclear', { channel, detail }, { cause });
}

/** For a call that posts nothing: no answer means that Slack is out of reach, and no more. */
export function toCheckError(error: unknown, channel = 'Slack'): AppError {
  const known = toChannelError(error, channel);
  if (known.outcome === 'rejected') return known;
  const detail =
    error instanceof webApi.WebAPIHTTPError ? `HTTP ${error.statusCode}` : reasonOf(error);
  return new AppError('slack_unreachable', { detail }, { retry: 'later', cause: error });
}

/** Slack's code of an answer that came with `ok: false`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined;
}

/** The scope that a call was refused for. */
export function neededScope(error: unknown): string | undefined {
  if (!(error instanceof webApi.WebAPIPlatformError)) return undefined;
  const { error: code, needed } = error.data as { error: string; needed?: string };
  return code === 'missing_scope' ? (needed ?? code) : undefined;
}

/** Codes after which the message may stand in the channel all the same; docs of chat.postMessage. */
const UNCLEAR = new Set(['fatal_error', 'internal_error', 'service_unavailable', 'update_failed']);
const LATER = new Set([
  'external_channel_migrating',
  'message_limit_exceeded',
  'org_login_required',
  'ratelimited',
  'rate_limited',
  'request_timeout',
  'team_added_to_org',
]);
const TOKEN = new Set([
  'account_inactive',
  'invalid_auth',
  'not_allowed_token_type',
  'not_authed',
  'token_expired',
  'token_revoked',
  'two_factor_setup_required',
]);
const TOO_LARGE = new Set([
  'attachment_payload_limit_exceeded',
  'invalid_blocks',
  'invalid_blocks_format',
  'metadata_too_large',
  'msg_blocks_too_long',
  'msg_too_long',
  'too_many_attachments',
]);
/** The bot may not post there, whatever it says; some of them are of direct messages. */
const CLOSED = new Set([
  'access_denied',
  'accesslimited',
  'cannot_dm_bot',
  'channel_type_not_supported',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'messages_tab_disabled',
  'posting_to_general_channel_denied',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'team_access_not_granted',
  'team_not_found',
  'user_disabled',
  'user_is_bot',
  'user_not_found',
  'user_not_visible',
]);

function refusal(error: webApi.WebAPIPlatformError, channel: string): ChannelError {
  const code = error.data.error;
  const detail = [code, ...(error.data.response_metadata?.messages ?? [])].join('; ');
  const cause = error;
  const general = (outcome: Outcome) => {
    const wording = {
      later: 'channel_busy',
      unknown: 'channel_unclear',
      rejected: 'channel_refused',
    } as const;
    return new ChannelError(outcome, wording[outcome], { channel, detail }, { cause });
  };
  if (UNCLEAR.has(code)) return general('unknown');
  if (LATER.has(code)) return general('later');
  if (TOKEN.has(code)) return new ChannelError('rejected', 'slack_token', { detail }, { cause });
  const needed = neededScope(error);
  if (needed) return new ChannelError('rejected', 'slack_scope', { needed }, { cause });
  if (TOO_LARGE.has(code))
    return new ChannelError('rejected', 'message_too_large', { channel, detail }, { cause });
  if (CLOSED.has(code))
    return new ChannelError('rejected', 'channel_closed', { channel, detail }, { cause });
  switch (code) {
    // Which docs explain as "make sure your app is a member of the conversation".
    case 'no_permission':
    case 'not_in_channel':
      return new ChannelError('rejected', 'slack_not_in_channel', { channel }, { cause });
    case 'channel_not_found':
      return new ChannelError('rejected', 'slack_no_channel', { channel }, { cause });
    case 'is_archived':
    case 'is_inactive':
      return new ChannelError('rejected', 'slack_archived', { channel }, { cause });
    default:
      return general('rejected');
  }
}

/** "fetch failed" says nothing; its cause does. */
function reasonOf(error: unknown): string {
  const inner = error instanceof webApi.WebAPIRequestError ? error.original : error;
  if (!(inner instanceof Error)) return String(inner);
  return codeIn(inner) ?? inner.message;
}

/** No connection, hence no message. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

function neverSent(error: unknown): boolean {
  const code = error instanceof webApi.WebAPIRequestError ? codeIn(error.original) : undefined;
  return code !== undefined && NEVER_SENT.test(code);
}

function codeIn(error: Error): string | undefined {
  const { code } = (error.cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
