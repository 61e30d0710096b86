/** One POST to WeChat: a deadline, no redirects, and errors that never carry the URL with its token. */
import { AppError, type ErrorCode } from '../core/errors.ts';
import type { Logger } from '../ports/runtime.ts';
import { type Answer, readAnswer } from './answer.ts';
import { type Call, ridIn } from './errcode.ts';

const DEADLINE_MS = 10_000;

export interface PostOptions {
  readonly app: string;
  readonly call: Call;
  /** "https://api.weixin.qq.com", or a proxy in front of it, perhaps with a path of its own. */
  readonly baseUrl: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body: object;
  /** Secrets in the query or the body. */
  readonly hide: readonly string[];
  readonly log: Logger;
  readonly fetch?: typeof fetch | undefined;
  readonly deadlineMs?: number | undefined;
}

/** Answers that belong to an ordinary morning. */
const ORDINARY: ReadonlySet<ErrorCode> = new Set(['not_ready', 'refused', 'aborted']);

/** @throws AppError: `aborted` by the signal, `wechat_unreachable`, or what the answer says. */
export async function post(options: PostOptions, signal: AbortSignal): Promise<Answer> {
  const { app, call, hide } = options;
  try {
    const { status, text } = await exchange(options, signal);
    return readAnswer(text, { app, call, status, hide });
  } catch (error) {
    if (error instanceof AppError) note(error, options);
    throw error;
  }
}

async function exchange(options: PostOptions, signal: AbortSignal) {
  const { app, body, deadlineMs = DEADLINE_MS, fetch: send = fetch } = options;
  const url = urlOf(options);
  // The network's own time, not the clock port's: a simulated night must not time out a real socket.
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    const response = await send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      // Followed, a redirect would hand the secret to whoever is named in it.
      redirect: 'manual',
      signal: AbortSignal.any([signal, deadline]),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    if (signal.aborted) throw new AppError('aborted', {});
    const reason = deadline.aborted ? `timeout ${deadlineMs} ms` : reasonOf(error);
    const detail = `${reason} ${hostOf(url)}`.trim();
    // No cause: fetch puts the whole URL into some of its messages.
    throw new AppError('wechat_unreachable', { app, detail }, { retry: 'later' });
  }
}

/** The system's code (ECONNREFUSED, CERT_HAS_EXPIRED, UND_ERR_SOCKET), else the error's class. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Error';
  for (const one of [error.cause, error]) {
    const code = (one as { code?: unknown } | undefined)?.code;
    if (typeof code === 'string' && /^[A-Z0-9_]+$/.test(code)) return code;
  }
  return error.name;
}

/** The id in WeChat's message is what its support asks for. */
function note(error: AppError, { app, path, log }: PostOptions): void {
  const detail = 'detail' in error.params ? String(error.params.detail) : '';
  const fields = { app, path, code: error.code, detail, rid: ridIn(detail) };
  if (ORDINARY.has(error.code)) log.debug(fields, 'WeChat gave no figures');
  else log.warn(fields, 'A call to WeChat failed');
}

function urlOf({ baseUrl, path, query = {} }: PostOptions): string {
  const search = new URLSearchParams(query).toString();
  return `${baseUrl.replace(/\/+$/, '')}${path}${search && `?${search}`}`;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
