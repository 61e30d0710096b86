/** The one error class: a code for machines, a message and a hint for the person who must act. */

import { en } from './text/en/index.ts';
import type { Catalogue } from './text/index.ts';

type Wordings = Catalogue['errors'];
export type ErrorCode = keyof Wordings;
export type ErrorParams<K extends ErrorCode> = Parameters<Wordings[K]>[0];

/**
 * What the caller may do about it: nothing without a person (`never`), try again (`later`),
 * try again after a minute (`slower`), only after Beijing midnight (`tomorrow`), or with a new
 * access token (`refresh`).
 */
export type Retry = 'never' | 'later' | 'slower' | 'tomorrow' | 'refresh';

export interface AppErrorOptions {
  retry?: Retry;
  cause?: unknown;
}

export class AppError<K extends ErrorCode = ErrorCode> extends Error {
  override readonly name: string = 'AppError';
  readonly code: K;
  readonly params: ErrorParams<K>;
  readonly retry: Retry;

  /** The message is the English wording; `explain` gives the reader's. Params must hold no secret. */
  constructor(code: K, params: ErrorParams<K>, options: AppErrorOptions = {}) {
    super(
      word(en, code, params).message,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.params = params;
    this.retry = options.retry ?? 'never';
  }
}

/**
 * What became of a post: `rejected` (refused for good), `later` (refused for now), `unknown` (it may
 * stand in the chat, so it must be looked for before anything is posted again).
 */
export type Outcome = 'rejected' | 'later' | 'unknown';

export class ChannelError<K extends ErrorCode = ErrorCode> extends AppError<K> {
  override readonly name: string = 'ChannelError';
  readonly outcome: Outcome;
  /** Milliseconds the platform asked to wait; only with `later`. */
  readonly retryAfterMs: number | undefined;

  constructor(
    outcome: Outcome,
    code: K,
    params: ErrorParams<K>,
    options: { cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(code, params, {
      retry: outcome === 'rejected' ? 'never' : 'later',
      cause: options.cause,
    });
    this.outcome = outcome;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Refused until somebody does something in the chat, whatever the message. */
const OF_CHAT: ReadonlySet<string> = new Set<ErrorCode>([
  'slack_not_in_channel',
  'slack_no_channel',
  'slack_archived',
  'channel_closed',
  'teams_blocked',
  'teams_not_installed',
  'workflow_closed',
]);
/** Refused until somebody mends the bot's own rights. */
const OF_BOT: ReadonlySet<string> = new Set<ErrorCode>([
  'slack_token',
  'slack_scope',
  'teams_credentials',
]);

/** What refuses every message until a person acts: the chat, or the platform as a whole; undefined for a fault of one message. */
export function refuser(error: unknown): 'chat' | 'platform' | undefined {
  const isRefused = error instanceof ChannelError && error.outcome === 'rejected';
  return isRefused ? refuserOf(error.code) : undefined;
}

/** The same, by the code of a refusal that was kept. */
export function refuserOf(code: string): 'chat' | 'platform' | undefined {
  if (OF_CHAT.has(code)) return 'chat';
  return OF_BOT.has(code) ? 'platform' : undefined;
}

/** An error as it was kept, perhaps by another version of the bot: what can't be worded any more is internal. */
export function errorOf({ code, params }: { code: string; params: object }): AppError {
  try {
    if (Object.hasOwn(en.errors, code)) return new AppError(code as ErrorCode, params as never);
  } catch {
    // The wording asks for what the params no longer hold.
  }
  return new AppError('internal', {});
}

/** For a person, in the reader's language: what happened, then what to do. Foreign errors keep their message to the log. */
export function explain(error: unknown, text: Catalogue): string {
  const { message, hint } = wordsOf(error, text);
  return hint ? text.commands.explained({ message, hint }) : message;
}

/** The same apart: what happened, and what to do (empty where nothing is to be done). */
export function wordsOf(error: unknown, text: Catalogue): { message: string; hint: string } {
  if (!(error instanceof AppError)) return word(text, 'internal', {});
  return word(text, error.code, error.params);
}

function word<K extends ErrorCode>(text: Catalogue, code: K, params: ErrorParams<K>) {
  const wording = text.errors[code] as (params: ErrorParams<K>) => {
    message: string;
    hint: string;
  };
  return wording(params);
}
