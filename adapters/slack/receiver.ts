/** Slack's requests over HTTP, on the bot's own server: signed, readable, fresh, and each of them once. */
import { ExpressReceiver, HTTPModuleFunctions, type Receiver } from '@slack/bolt';
import type { ErrorRequestHandler, Request } from 'express';
import type { AdapterHost } from '../../src/ports/adapter.ts';
import { sdkLogger } from './clients.ts';
import { isReadable } from './readable.ts';
import { seenOf } from './replays.ts';

/** How Slack's requests reach the bot. */
export interface Inbound {
  readonly receiver: Receiver;
  /** Begins to hear, where the bot calls Slack. */
  listen(): void;
  close(): Promise<void>;
}

/** Slack's slash commands, interactions and events all come here. */
export const ENDPOINT = '/slack/events';

/** Bytes, read before a signature can be checked. */
const LONGEST_BODY = 256 * 1024;

export function httpInbound(signingSecret: string, host: AdapterHost): Inbound {
  const seen = seenOf(host.clock);
  const refused = new WeakMap<object, number>();
  const refusal = (request: Request, status: number, why: string) => {
    refused.set(request, status);
    return new Error(why);
  };
  const receiver = new ExpressReceiver({
    signingSecret,
    endpoints: ENDPOINT,
    // The largest that Slack sends, a form with all its options, has a tenth of it.
    bodyLimit: LONGEST_BODY,
    logger: sdkLogger(host.log),
    // The first place after the signature was verified.
    customPropertiesExtractor(request: Request) {
      if (!isReadable(request.body))
        throw refusal(request, 400, 'A request of Slack is of no shape that is known');
      if (!seen.isNew(String(request.headers['x-slack-signature'])) && !mayRepeat(request))
        throw refusal(request, 401, 'A request of Slack was sent again');
      return {};
    },
    unhandledRequestHandler(args) {
      if (!args.response.headersSent) HTTPModuleFunctions.defaultUnhandledRequestHandler(args);
    },
  });
  // Express knows an error handler by its four parameters.
  const refuse: ErrorRequestHandler = (err, request, response, _next) => {
    host.log.warn({ err }, 'A request of Slack was refused');
    response.status(refused.get(request) ?? 500).end();
  };
  receiver.app.use(refuse);
  receiver.app.disable('x-powered-by');
  host.mount((request, response, next) => {
    if (request.url?.split('?')[0] !== ENDPOINT) return next();
    // Every request to the path is ours; what Express leaves (another verb) it answers with 404.
    receiver.app(request, response);
  });
  // Bolt has no server of its own here, so there is nothing of it to stop.
  return { receiver, listen() {}, async close() {} };
}

function mayRepeat({ headers, body }: Request): boolean {
  // Typed, deleted and typed again within a second is the same request; it changes nothing.
  if (body?.type === 'block_suggestion') return true;
  // Slack repeats an event it had no answer to; the event's id lets it count once.
  return body?.type === 'event_callback' && headers['x-slack-retry-num'] !== undefined;
}
