/** Slack's requests through Socket Mode: the bot calls Slack, so nothing of it need be public. */
import { SocketModeReceiver, webApi } from '@slack/bolt';
import { AppError } from '../../src/core/errors.ts';
import type { AdapterHost } from '../../src/ports/adapter.ts';
import { fetchWithin, sdkLogger } from './clients.ts';
import { codeOf, toCheckError } from './errors.ts';
import type { Inbound } from './receiver.ts';
import type { SlackSettings } from './settings.ts';

/** For asking Slack where to connect. */
const OPEN_MS = 10_000;
/** For taking leave; the process ends either way. */
const CLOSE_MS = 2000;
/** After a connection that ended, and after ever more attempts that failed; Slack allows few a minute. */
const PAUSES_MS = [1000, 5000, 15_000, 30_000, 60_000] as const;

export function socketInbound(
  appToken: string,
  settings: SlackSettings,
  host: AdapterHost,
): Inbound {
  const closing = new AbortController();
  const receiver = new SocketModeReceiver({
    appToken,
    logger: sdkLogger(host.log),
    // The SDK's own attempts leave a rejection unhandled where Slack refuses the token: the end of the process.
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: clientOptions(settings, closing.signal) },
  });
  const { client } = receiver;
  outliveUnreadable(client, host.log);
  // Slack's address may have come just when the bot closes.
  client.on('connecting', () => {
    if (closing.signal.aborted) queueMicrotask(() => void client.disconnect());
  });
  let kept: Promise<void> = Promise.resolve();

  return {
    receiver,
    listen() {
      kept = keep();
    },
    async close() {
      closing.abort();
      void client.disconnect();
      const patience = AbortSignal.timeout(CLOSE_MS);
      const over = new Promise<void>((resolve) => {
        patience.addEventListener('abort', () => resolve());
      });
      await Promise.race([kept, over]);
      // A second time it doesn't wait for Slack's leave.
      if (patience.aborted) void client.disconnect();
    },
  };

  /** Connects again for as long as the bot runs; posting needs none of it. */
  async function keep(): Promise<void> {
    let failures = 0;
    let told: string | undefined;
    while (!closing.signal.aborted) {
      try {
        await connection(() => {
          failures = 0;
          told = undefined;
        });
      } catch (error) {
        if (closing.signal.aborted) return;
        const err = toSocketError(error);
        failures += 1;
        if (told !== err.message) host.log.error({ err }, 'Slack’s commands do not arrive');
        told = err.message;
      }
      const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? 0;
      await host.clock.sleep(pause, closing.signal).catch(() => {});
    }
  }

  /** Resolves when a connection is over, as each is after some hours; rejects where there was none. */
  async function connection(greeted: () => void): Promise<void> {
    const over = Promise.withResolvers<void>();
    client.once('disconnected', over.resolve);
    try {
      await client.start();
      greeted();
      host.log.info({}, 'Slack is connected');
      await over.promise;
    } finally {
      client.off('disconnected', over.resolve);
    }
  }
}

/** The SDK reads a message in a promise that nobody awaits: one it stumbles over would end the process. */
function outliveUnreadable(client: SocketModeReceiver['client'], log: AdapterHost['log']): void {
  const readers = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', async (...message: unknown[]) => {
    try {
      await Promise.all(readers.map((read) => read(...message)));
    } catch (err) {
      log.warn({ err }, 'A message of Slack could not be read');
    }
  });
}

/** Whether Slack lets the bot connect; no connection is made, as a running bot would share its commands with it. */
export async function checkSocket(
  appToken: string,
  settings: SlackSettings,
  { log }: AdapterHost,
  signal: AbortSignal,
): Promise<void> {
  const options = { ...clientOptions(settings, signal), logger: sdkLogger(log) };
  const client = new webApi.WebClient(appToken, options);
  try {
    await client.apps.connections.open({});
  } catch (error) {
    throw toSocketError(error);
  }
}

function clientOptions({ SLACK_API_URL }: SlackSettings, signal: AbortSignal) {
  return {
    ...(SLACK_API_URL ? { slackApiUrl: SLACK_API_URL } : {}),
    fetch: fetchWithin(() => AbortSignal.any([signal, AbortSignal.timeout(OPEN_MS)])),
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
  };
}

/** The SDK says nothing where a connection ends before Slack's greeting. */
function toSocketError(error: unknown): AppError {
  const known = toCheckError(error ?? new Error('closed before hello'));
  if (known.code === 'slack_unreachable') return known;
  const detail = codeOf(error) ?? known.code;
  return new AppError('slack_app_token', { detail }, { cause: error });
}
