/** One request in its lane: a deadline, no redirects, and errors that never carry the URL with its token. */
import { AppError } from '../core/errors.ts';
import type { Logger } from '../ports/runtime.ts';
import { type Answer, readAnswer } from './answer.ts';
import type { Call } from './errcode.ts';
import { logFailure } from './log-failure.ts';
import type { Lane } from './throttle.ts';

const DEADLINE_MS = 10_000;
/** Bytes. WeChat's answers have some hundred. */
const LONGEST = 4 * 1024 * 1024;

/** What every request of an app has in common. */
export interface Wire {
  readonly app: string;
  readonly lane: Lane;
  readonly log: Logger;
  readonly fetch?: typeof fetch | undefined;
  readonly deadlineMs?: number | undefined;
}

export interface RequestOptions extends Wire {
  readonly call: Call;
  /** "https://api.weixin.qq.com", or a proxy in front of it, perhaps with a path of its own. */
  readonly baseUrl: string;
  readonly path: string;
  /** What the log calls it instead, where the path itself may hold a secret. */
  readonly alias?: string;
  readonly query?: Readonly<Record<string, string>> | URLSearchParams;
  readonly headers?: Readonly<Record<string, string>>;
  /** Posted as JSON; without one it is a GET. */
  readonly body?: object;
  /** Secrets in the URL, the headers or the body. */
  readonly hide: readonly string[];
}

/** @throws AppError: `aborted` by the signal, `wechat_unreachable`, or what the answer says. */
export async function request(options: RequestOptions, signal: AbortSignal): Promise<Answer> {
  const { app, call, path, alias = path, hide, lane, log } = options;
  try {
    // Its turn first: a deadline is for WeChat's answer, not for the queue.
    const { status, text } = await lane(() => exchange(options, signal), signal);
    return readAnswer(text, { app, call, path, status, hide });
  } catch (error) {
    if (error instanceof AppError) logFailure(log, { app, path: alias }, error);
    throw error;
  }
}

async function exchange(options: RequestOptions, signal: AbortSignal) {
  const { app, body, headers, deadlineMs = DEADLINE_MS, fetch: send = fetch } = options;
  const url = urlOf(options);
  // The network's own time, not the clock port's: a simulated night must not time out a real socket.
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    const response = await send(url, {
      method: body ? 'POST' : 'GET',
      headers: {
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
      // Followed, a redirect would hand the secret to whoever is named in it.
      redirect: 'manual',
      signal: AbortSignal.any([signal, deadline]),
    });
    return { status: response.status, text: await textOf(response, app) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (signal.aborted) throw new AppError('aborted', {});
    const reason = deadline.aborted ? `timeout ${deadlineMs} ms` : reasonOf(error);
    const detail = `${reason} ${hostOf(url)}`.trim();
    // No cause: fetch puts the whole URL into some of its messages.
    throw new AppError('wechat_unreachable', { app, detail }, { retry: 'later' });
  }
}

/** Whoever sends without end would fill the memory long before the deadline. */
async function textOf({ body }: Response, app: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    // Leaving the loop ends the connection.
    if (length > LONGEST)
      throw new AppError('wechat_malformed', { app, detail: 'more than 4 MB' }, { retry: 'later' });
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
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

function urlOf({ baseUrl, path, query = {} }: RequestOptions): string {
  const search = new URLSearchParams(query).toString();
  return `${baseUrl.replace(/\/+$/, '')}${path}${search && `?${search}`}`;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
