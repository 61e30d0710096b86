/** An answer's text as JSON, or the failure it stands for. */
import { AppError } from '../core/errors.ts';
import { type Call, wechatError } from './errcode.ts';

export interface Answer {
  /** Exactly as it came. */
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface About {
  readonly app: string;
  readonly call: Call;
  /** What was asked, for the reader of an error. */
  readonly path: string;
  /** HTTP status; 200 where there is none. */
  readonly status: number;
  /** Secrets that must not reach an error should the answer repeat them. */
  readonly hide: readonly string[];
}

/**
 * Reads whatever came back as JSON: WeChat sometimes labels it text/plain.
 * @throws AppError for an errcode (also under HTTP 200), a server's fault, or text that isn't a JSON object.
 */
export function readAnswer(text: string, { app, call, path, status, hide }: About): Answer {
  const json = objectIn(text);
  const errcode = numberOf(json?.['errcode'] ?? json?.['errCode'] ?? 0);
  // One that is no number is no answer of WeChat's: what the status says counts.
  const isTold = Number.isSafeInteger(errcode);
  if (json && isTold && errcode !== 0) {
    const words = json['errmsg'] ?? json['errMsg'];
    const errmsg = hidden(typeof words === 'string' ? words : '', hide);
    throw wechatError(app, call, { errcode, errmsg });
  }
  // The sidecar of WeChat's cloud hosting says so of a path that isn't on its list.
  if (status === 502 && call === 'cloud-run')
    throw new AppError('cloud_run_path', { app, path, detail: 'HTTP 502' }, { retry: 'later' });
  if (status >= 500 || status === 429)
    throw new AppError('wechat_busy', { app, detail: `HTTP ${status}` }, { retry: 'later' });
  if (json && isTold && status < 300) return { text, json };
  const detail = `HTTP ${status}, ${isTold ? formOf(text, json) : 'errcode is no number'}`;
  throw new AppError('wechat_malformed', { app, detail }, { retry: json ? 'never' : 'later' });
}

/** NaN for what is neither a number nor text: an object may say of itself how it becomes a number, and fail. */
export function numberOf(value: unknown): number {
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
    return isObject ? (json as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Names the form only: the text itself may hold anything. */
function formOf(text: string, json: object | undefined): string {
  if (json) return 'JSON';
  if (text.trim() === '') return 'empty body';
  return /^\s*</.test(text) ? 'HTML' : 'not a JSON object';
}

function hidden(text: string, secrets: readonly string[]): string {
  return secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
}
