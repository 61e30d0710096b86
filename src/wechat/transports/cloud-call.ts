/** The Cloud call from within the cloud, through wx-server-sdk or a client like it. */
import { AppError } from '../../core/errors.ts';
import type { Logger } from '../../ports/runtime.ts';
import { type Answer, numberOf, readAnswer } from '../answer.ts';
import { datesOf, METHODS, type Question } from '../endpoints.ts';
import { wechatError } from '../errcode.ts';
import { logFailure } from '../log-failure.ts';
import type { Lane } from '../throttle.ts';
import { unlessAborted } from '../unless-aborted.ts';
import type { Transport } from './transport.ts';

/** As much of wx-server-sdk as is used; its own types leave `openapi` open. */
export interface Cloud {
  readonly openapi: {
    readonly analysis: Readonly<
      Record<string, (dates: { beginDate: string; endDate: string }) => PromiseLike<unknown>>
    >;
  };
}

export interface CloudCallOptions {
  readonly app: string;
  readonly lane: Lane;
  readonly log: Logger;
  /** The client, in a box: a promise of a proxy would ask it for its `then`. Throws an AppError where there is none. */
  readonly cloud: () => Promise<{ readonly client: Cloud }>;
  readonly deadlineMs?: number | undefined;
}

const DEADLINE_MS = 10_000;

export function cloudCallTransport(options: CloudCallOptions): Transport {
  const { app, lane, log, cloud, deadlineMs = DEADLINE_MS } = options;
  return { name: 'cloud-call', token: undefined, quota: undefined, ask };

  async function ask({ subject, period }: Question, signal: AbortSignal): Promise<Answer> {
    const method = METHODS[subject][period.grain];
    const { begin, end } = datesOf(period);
    const { client } = await cloud();
    try {
      const result = await lane(() => {
        // The network's own time, as for HTTPS. The SDK can't be cut short, only left alone.
        const deadline = AbortSignal.timeout(deadlineMs);
        // In one expression: `openapi` and all it gives are proxies, and awaiting one sends a call named "then".
        const answer = client.openapi.analysis[method]?.({ beginDate: begin, endDate: end });
        return unlessAborted(Promise.resolve(answer), AbortSignal.any([signal, deadline])).catch(
          (error: unknown) => {
            throw deadline.aborted && !signal.aborted ? silent(app, deadlineMs) : error;
          },
        );
      }, signal);
      return answerIn(result, app, method);
    } catch (error) {
      const failure = error instanceof AppError ? error : thrown(error, app);
      logFailure(log, { app, path: method }, failure);
      throw failure;
    }
  }
}

function answerIn(result: unknown, app: string, method: string): Answer {
  // HTML comes as a buffer with errCode 0, and doesn't throw.
  if (typeof result === 'object' && result !== null && 'buffer' in result)
    throw new AppError('wechat_malformed', { app, detail: 'not JSON' }, { retry: 'later' });
  const text = JSON.stringify(result) ?? '';
  return readAnswer(text, { app, call: 'cloud', path: method, status: 200, hide: [] });
}

/** Told apart by errCode alone: the class of what the SDK throws differs from version to version. */
function thrown(error: unknown, app: string): AppError {
  const { errCode, errMsg } = (error ?? {}) as { errCode?: unknown; errMsg?: unknown };
  const errcode = numberOf(errCode);
  return Number.isSafeInteger(errcode) && errcode !== 0
    ? wechatError(app, 'cloud', { errcode, errmsg: typeof errMsg === 'string' ? errMsg : '' })
    : new AppError('wechat_unreachable', { app, detail: 'wx-server-sdk' }, { retry: 'later' });
}

function silent(app: string, deadlineMs: number): AppError {
  const detail = `timeout ${deadlineMs} ms`;
  return new AppError('wechat_unreachable', { app, detail }, { retry: 'later' });
}
