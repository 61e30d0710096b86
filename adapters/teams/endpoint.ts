/** `/api/messages`: nothing passes that isn't genuine, for this bot, of its tenants, new, and from a service we may answer. */
import express, { type NextFunction, type Request, type Response } from 'express';
import type { AdapterHost } from '../../src/ports/adapter.ts';
import type { Logger } from '../../src/ports/runtime.ts';
import { isAllowed, isTrusted, judge, type TeamsAuth } from './auth.ts';
import type { Listener } from './commands.ts';
import { type Incoming, incoming } from './conversations.ts';

const ENDPOINT = '/api/messages';

/** Bytes, parsed before a token can be checked; Teams' largest message has 100 KB. */
const LONGEST_BODY = 256 * 1024;

/** How many activities are remembered against Teams' repetitions, which come within seconds. */
const REMEMBERED = 1000;

export interface Gates {
  /** Origins that may get a token. */
  readonly origins: readonly string[];
  /** Directories whose people are heard. */
  readonly tenants: readonly string[];
}

/** Refusals carry no body: errors of the SDK quote tokens and keys. */
export function endpointOf(
  auth: TeamsAuth,
  { origins, tenants }: Gates,
  listener: Listener,
  log: Logger,
): Parameters<AdapterHost['mount']>[0] {
  const web = express();
  web.disable('x-powered-by');
  const seen = new Set<string>();

  // To Teams, null is what isn't there.
  const reviver = (_: string, value: unknown) => (value === null ? undefined : value);
  web.post(
    ENDPOINT,
    cutLong,
    express.json({ limit: LONGEST_BODY, reviver }),
    async (request, response) => {
      const activity = incoming.safeParse(request.body);
      if (!activity.success) return end(response, 400);
      const { serviceUrl, type, channelId } = activity.data;
      const verdict = await judge(auth, request.body, request.headers.authorization ?? '');
      if (verdict === 'forged') {
        // Nothing of it: whoever sent that would write our log.
        log.warn({}, 'A request to the Teams endpoint had no valid token');
        return end(response, 401);
      }
      if (verdict === 'unclear') {
        log.warn({}, 'Microsoft’s signing keys could not be fetched; Teams will try again');
        return end(response, 503);
      }
      if (!isTrusted(serviceUrl, origins)) {
        log.warn({ serviceUrl }, 'A Teams activity named a service URL that gets no token');
        return end(response, 403);
      }
      // Other channels of the same Azure bot are none of ours.
      if (channelId !== 'msteams') return end(response, 200);
      if (!isAllowed(activity.data, tenants)) {
        const tenant = tenantOf(activity.data);
        log.warn({ type, tenant }, 'A Teams activity came from a tenant that is not allowed');
        return end(response, 403);
      }
      if (type === 'invoke') return press(activity.data, response);
      await once(activity.data);
      return end(response, 200);
    },
  );

  web.use(ENDPOINT, (error: unknown, _: Request, response: Response, _next: NextFunction) => {
    if (response.headersSent) return;
    const { status } = error as { status?: unknown };
    if (typeof status === 'number' && status < 500) return end(response, status);
    log.error({ err: error }, 'A Teams activity was not processed; Teams may try again');
    return end(response, 500);
  });

  return (request, response, next) => {
    if (request.url?.split('?')[0] !== ENDPOINT) return next();
    // Every request to the path is ours; what Express leaves (another verb) it answers with 404.
    web(request, response);
  };

  /** Teams shows who pressed what comes back; pressed again, it is answered again. */
  async function press(activity: Incoming, response: Response): Promise<void> {
    const answer = await listener.press(activity);
    if (!answer) return end(response, 501);
    // Whatever became of it is in the answer: of other statuses Teams reads no body.
    response.status(200).json(answer);
  }

  /** Noted before the work, as a repetition may come during it; forgotten when the work fails. */
  async function once(activity: Incoming): Promise<void> {
    const key = `${activity.conversation.id} ${activity.id}`;
    if (activity.id !== undefined && seen.has(key)) return;
    seen.add(key);
    for (const oldest of seen) {
      if (seen.size <= REMEMBERED) break;
      seen.delete(oldest);
    }
    try {
      await listener.hear(activity);
    } catch (error) {
      seen.delete(key);
      throw error;
    }
  }
}

/** Express' own bound reads on to the end before it answers, and there may be none. */
function cutLong(request: Request, response: Response, next: NextFunction): void {
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > LONGEST_BODY && !response.headersSent)
      response.status(413).set('Connection', 'close').end();
  });
  next();
}

function tenantOf({ channelData, conversation }: Incoming): string | undefined {
  return channelData?.tenant?.id ?? conversation.tenantId;
}

function end(response: Response, status: number): void {
  response.status(status).end();
}
