/** Socket Mode against a local WebSocket server that speaks Slack's envelopes. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSlack } from '../../../adapters/slack/open.ts';
import type { OpenAdapter } from '../../../src/ports/adapter.ts';
import type { Clock } from '../../../src/ports/runtime.ts';
import { helpDigest } from '../../doubles/digests.ts';
import { openTestHost, type TestHost } from '../../doubles/host.ts';
import { commandPayload, eventPayload, pressPayload } from '../../doubles/slack-requests.ts';
import { openResponseUrls, type ResponseUrls } from '../../doubles/slack-response-urls.ts';
import { APP_TOKEN, openSlackSocket, type SlackSocket } from '../../doubles/slack-socket.ts';
import { TOKEN } from '../../doubles/slack-workspace.ts';

let socket: SlackSocket;
let host: TestHost;
let urls: ResponseUrls;
let adapter: OpenAdapter;

const open = async (options: { appToken?: string; clock?: Clock; url?: string } = {}) => {
  const { appToken = APP_TOKEN, clock } = options;
  socket = await openSlackSocket({
    'chat.postMessage': { channel: 'C1', ts: '1764000009.000100' },
  });
  host = await openTestHost({ answer: async () => helpDigest(), ...(clock ? { clock } : {}) });
  urls = await openResponseUrls();
  const settings = {
    SLACK_BOT_TOKEN: TOKEN,
    SLACK_APP_TOKEN: appToken,
    SLACK_API_URL: options.url ?? socket.api.url,
  };
  adapter = await openSlack(settings, [], host.host);
};
const close = async () => {
  await adapter.close();
  await host.close();
  await socket.close();
  await urls.close();
};
const restart = async (options: Parameters<typeof open>[0]) => {
  await close();
  await open(options);
};
beforeEach(() => open());
afterEach(close);

const connect = async () => {
  adapter.listen();
  await socket.connected(1);
};
const command = () => commandPayload({ text: 'daily', responseUrl: urls.fresh() });

describe('through Socket Mode', () => {
  it('a command is acknowledged at once and answered', async () => {
    await connect();
    expect(await socket.send('slash_commands', command())).toEqual({
      response_type: 'ephemeral',
      text: 'Looking it up…',
    });
    await urls.arrived(1);
    expect(host.asked).toMatchObject([{ text: 'daily', user: 'U1' }]);
  });

  it('a press is answered in place', async () => {
    await connect();
    const pressed = { action: 'show:0:1', command: 'weekly', isPrivate: true };
    await socket.send('interactive', pressPayload({ ...pressed, responseUrl: urls.fresh() }));
    expect(await urls.arrived(1)).toMatchObject([{ replace_original: true }]);
  });

  it('a mention is heard once, though its envelope comes again', async () => {
    await connect();
    const event = { type: 'app_mention', user: 'U1', channel: 'C1', ts: '1.1', text: 'daily' };
    const payload = eventPayload(event, 'Ev99');
    await socket.send('events_api', payload);
    await socket.send('events_api', payload);
    await adapter.close();
    expect(host.published).toMatchObject([{ to: { subject: 'reply Ev99' } }]);
  });

  it('what can’t be read costs nothing that comes after it', async () => {
    await connect();
    // Of an event, the event is missing; of the other, everything.
    void socket.send('events_api', { type: 'event_callback' });
    void socket.send('interactive', JSON.parse('null') as object);
    await socket.send('slash_commands', command());
    await urls.arrived(1);
    const told = host.log.filter(({ level }) => level === 'warn').map(({ message }) => message);
    expect(told).toContain('A message of Slack could not be read');
  });
});

describe('its connection', () => {
  it('is not made before the bot listens: it would take commands from the one that does', async () => {
    await adapter.close();
    expect(socket.api.calls).toEqual([]);
  });

  it.each(['refresh', 'cut'] as const)('is made anew after Slack’s %s', async (how) => {
    await connect();
    socket[how]();
    await socket.connected(2);
    expect(await socket.send('slash_commands', command())).toMatchObject({
      response_type: 'ephemeral',
    });
    await urls.arrived(1);
  });

  it('ends with the bot', async () => {
    await connect();
    await adapter.close();
    await socket.ended();
  });

  it('ends while Slack has not answered yet', async () => {
    adapter.listen();
    await adapter.close();
    expect(socket.open()).toBe(0);
  });

  it('needs nothing of the bot’s own server', async () => {
    await connect();
    const answer = await fetch(`${host.url}/slack/events`, { method: 'POST' });
    expect(answer.status).toBe(404);
  });
});

/** Lets a test see each pause, and end it. */
function pausing() {
  const pauses: number[] = [];
  const waiting: (() => void)[] = [];
  let ended = Promise.withResolvers<void>();
  const clock: Clock = {
    now: () => new Date('2026-11-22T01:30:00Z'),
    async sleep(ms, signal) {
      pauses.push(ms);
      for (const look of waiting) look();
      const aborted = new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await Promise.race([ended.promise, aborted]);
    },
  };
  return {
    clock,
    pauses,
    /** Resolves at the nth pause. */
    paused: (count: number) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (pauses.length >= count) resolve();
        };
        waiting.push(look);
        look();
      }),
    goOn() {
      ended.resolve();
      ended = Promise.withResolvers<void>();
    },
  };
}

describe('a connection that Slack refuses', () => {
  it('is told once in plain words, tried again ever more slowly, and keeps nothing from being posted', async () => {
    const { clock, pauses, paused, goOn } = pausing();
    await restart({ appToken: 'xapp-wrong', clock });
    adapter.listen();
    await paused(1);
    goOn();
    await paused(2);
    expect(pauses[1]).toBeGreaterThan(pauses[0] ?? Infinity);
    const told = host.log.filter(({ level }) => level === 'error');
    expect(told).toMatchObject([
      { fields: { err: { code: 'slack_app_token', params: { detail: 'invalid_auth' } } } },
    ]);
    expect(JSON.stringify(told)).not.toContain('xapp-wrong');
    const channel = adapter.channel({ name: 'growth', id: 'C1', locale: 'en' });
    await channel.post(helpDigest(), 'd1', AbortSignal.timeout(10_000));
    expect(socket.api.of('chat.postMessage')).toHaveLength(1);
  });

  it('for want of a network is told as that', async () => {
    const { clock, paused } = pausing();
    await restart({ clock, url: 'http://127.0.0.1:1/api/' });
    adapter.listen();
    await paused(1);
    expect(host.log.filter(({ level }) => level === 'error')).toMatchObject([
      { fields: { err: { code: 'slack_unreachable' } } },
    ]);
  });
});
