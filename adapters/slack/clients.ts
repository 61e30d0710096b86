/** Two kinds of Web API client: posts are sent once, reads and uploads may be repeated. */
import { type LogLevel, webApi } from '@slack/bolt';
import type { Logger } from '../../src/ports/runtime.ts';
import { type LaneOf, lanesOf } from './lanes.ts';
import { type Pictures, picturesOf } from './pictures.ts';
import type { SlackSettings } from './settings.ts';

/** The SDK takes no signal per call, so each piece of work gets a client of its own: that is cheap. */
export interface SlackClients {
  /** A repeated post is a second message (the SDK's default repeats up to ten times). */
  posts(signal: AbortSignal): webApi.WebClient;
  reads(signal: AbortSignal): webApi.WebClient;
  /** Where posts and edits of one channel wait for each other, by its id. */
  readonly lane: LaneOf;
  readonly pictures: Pictures;
}

/** The SDK waits for ever by default. */
const DEADLINE_MS = 10_000;
const READ_RETRIES = { retries: 2, factor: 2, minTimeout: 200, maxTimeout: 1000 };

/** @param deadlineMs of one request */
export function clientsOf(
  settings: SlackSettings,
  log: Logger,
  deadlineMs = DEADLINE_MS,
): SlackClients {
  const { SLACK_BOT_TOKEN, SLACK_API_URL } = settings;
  const open = (retryConfig: webApi.RetryOptions, signal: AbortSignal) =>
    new webApi.WebClient(SLACK_BOT_TOKEN, {
      ...(SLACK_API_URL ? { slackApiUrl: SLACK_API_URL } : {}),
      logger: sdkLogger(log),
      fetch: fetchWithin(() => signal),
      timeout: deadlineMs,
      // Otherwise a 429 stops every channel of the workspace, unseen, for as long as Slack asks.
      rejectRateLimitedCalls: true,
      retryConfig,
    });
  return {
    posts: (signal) => open({ retries: 0 }, signal),
    reads: (signal) => open(READ_RETRIES, signal),
    lane: lanesOf(),
    pictures: picturesOf(),
  };
}

/** `fetch` that also ends with another signal, made anew for each request. */
export function fetchWithin(signal: () => AbortSignal): webApi.FetchFunction {
  return (url, init) => {
    const signals = [signal(), ...(init?.signal ? [init.signal] : [])];
    return fetch(url, { ...init, signal: AbortSignal.any(signals) });
  };
}

/** The SDKs' chatter, without their debug lines, which hold whole messages. */
export function sdkLogger(log: Logger): webApi.Logger {
  const detail = (parts: unknown[]) => ({ detail: parts.map(String).join(' ') });
  return {
    debug: () => {},
    info: (...parts) => log.debug(detail(parts), 'Slack SDK'),
    warn: (...parts) => log.warn(detail(parts), 'Slack SDK'),
    error: (...parts) => log.warn(detail(parts), 'Slack SDK'),
    setLevel: () => {},
    getLevel: () => 'info' as LogLevel,
    setName: () => {},
  };
}
