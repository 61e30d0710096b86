/** `/api/messages`: nothing passes that isn't genuine, for this bot, new, and from a service we may answer. */
import express, { type NextFunction, type Request, type Response } from 'express';
import type { AdapterHost } from '../../src/ports/adapter.ts';
import type { Logger } from '../../src/ports/runtime.ts';
import { isTrusted, judge, type TeamsAuth } from './auth.ts';
import type { Listener } from './commands.ts';
import { type Incoming, incoming } from './conversations.ts';

const ENDPOINT = '/api/messages';

/** How many activities are remembered against Teams' repetitions, which come within seconds. */
const REMEMBERED = 1000;

/** Answers carry no body: errors of the SDK quote tokens and keys. */
export function endpointOf(
  auth: TeamsAuth,
  origins: readonly string[],
  listener: Listener,
  log: Logger,
): Parameters<AdapterHost['mount']>[0] {
  const web = express();
  web.disable('x-powered-by');
  const seen = new Set<string>();

  web.post(ENDPOINT, express.json({ limit: '1mb' }), async (request, response) => {
    const activity = incoming.safeParse(request.body);
    if (!activity.success) return end(response, 400);
    const { serviceUrl, type, channelId } = activity.data;
    const verdict = await judge(auth, request.body, request.headers.authorization ?? '');
    if (verdict === 'forged') {
      log.warn({ type }, 'A request to the Teams endpoint had no valid token');
      return end(response, 401);
    }
    if (verdict === 'unclear') {
      log.warn({ type }, 'Microsoft’s signing keys could not be fetched; Teams will try again');
      return end(response, 503);
    }
    if (!isTrusted(serviceUrl, origins)) {
      log.warn({ serviceUrl }, 'A Teams activity named a service URL that gets no token');
      return end(response, 403);
    }
    // Nothing of ours sends invokes yet; other channels of the same Azure bot are none of ours.
    if (type === 'invoke') return end(response, 501);
    if (channelId === 'msteams') await once(activity.data);
    return end(response, 200);
  });

  web.use(ENDPOINT, (error: unknown, _: Request, response: Response, _next: NextFunction) => {
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

function end(response: Response, status: number): void {
  response.status(status).end();
}
