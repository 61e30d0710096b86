/**
 * Microsoft's Agents Playground without a browser. Its HTTP and WebSocket paths are not documented:
 * they are as seen of 0.2.28, which is pinned, and all of them stand here.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the chat shows: a new message, a replaced one, or that the bot types. */
export interface Shown {
  readonly action: string;
  readonly conversation: string;
  /** The message's own; empty where there is none. */
  readonly id: string;
  /** The event as JSON. */
  readonly text: string;
}

export interface Playground {
  /** The one personal chat. */
  readonly personal: string;
  readonly group: string;
  /** Of a team; what is said there begins a thread. */
  readonly channel: string;
  /** The directory everybody is in. */
  readonly tenant: string;
  readonly shown: readonly Shown[];
  install(conversation: string): Promise<void>;
  /** As the user; `mention` the bot where it hears nothing else. */
  say(conversation: string, text: string, options?: { mention: boolean }): Promise<void>;
  /** A button of a message (Action.Execute); resolves with the bot's answer. */
  press(message: Shown, verb: string, data: object): Promise<unknown>;
  /** A button of an older kind (Action.Submit), which says something. */
  submit(message: Shown, value: object): Promise<void>;
  /** Tells the bot of an event; `fields` make another one of it. */
  mock(conversation: string, event: 'uninstall' | 'botRemoved', fields?: object): Promise<void>;
  /** Rejects when nothing like it is shown within 30 seconds; `from`: how much was shown before. */
  until(conversation: string, text: string, from?: number): Promise<Shown>;
  close(): Promise<void>;
}

const WAIT_MS = 30_000;
const NOWHERE = 'http://127.0.0.1:9';

/** The bot must be up first. */
export async function openPlayground(botEndpoint: string, port: number): Promise<Playground> {
  const folder = await mkdtemp(join(tmpdir(), 'playground-'));
  // It opens a browser, and ends when it can't.
  await writeFile(join(folder, 'xdg-open'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  const cli = fileURLToPath(import.meta.resolve('@microsoft/m365agentsplayground/cli.js'));
  const child = spawn(
    process.execPath,
    [cli, 'start', '-e', botEndpoint, '-c', 'msteams', '-p', String(port), '--disable-telemetry'],
    {
      cwd: folder,
      env: {
        PATH: [folder, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
        HOME: folder,
        // It tries to send telemetry even when told not to: this leads it to a port that refuses.
        NODE_USE_ENV_PROXY: '1',
        HTTP_PROXY: NOWHERE,
        HTTPS_PROXY: NOWHERE,
        NO_PROXY: 'localhost,127.0.0.1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const close = async () => {
    socket?.close();
    kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    process.off('exit', kill);
    await rm(folder, { recursive: true, force: true });
  };

  const base = `http://127.0.0.1:${port}`;
  const shown: Shown[] = [];
  const changed = new EventTarget();
  let socket: WebSocket | undefined;
  try {
    await listening(child);
    const { config } = (await call('GET', '/_internal/v1/config')) as { config: Config };
    socket = new WebSocket(
      `${base.replace('http', 'ws')}/_ws_conversation/v1/conversations/stream`,
    );
    socket.addEventListener('message', ({ data }) => {
      const event = JSON.parse(String(data)) as PlaygroundEvent;
      const { action, actionConversationId: conversation = '', message } = event;
      shown.push({ action, conversation, id: message?.messageId ?? '', text: String(data) });
      changed.dispatchEvent(new Event('shown'));
    });
    await once(socket, 'open', { signal: AbortSignal.timeout(WAIT_MS) });
    return playground(config);
  } catch (error) {
    await close();
    throw error;
  }

  function playground(config: Config): Playground {
    const { bot, currentUser, personalChat, groupChats, teams, tenantId } = config;
    const from = { id: currentUser.id };
    const channels = teams.flatMap((team) => team.channels.map(({ id }) => id));
    // In a channel every message stands in a thread, the first one in its own.
    const threadOf = ({ conversation, id }: Shown) =>
      channels.includes(conversation) ? `${conversation};messageid=${id}` : conversation;
    const on = (message: Shown) => ({
      conversation: { id: threadOf(message) },
      replyToId: message.id,
      from,
    });
    return {
      personal: personalChat.id,
      group: groupChats[0]?.id ?? '',
      channel: teams[0]?.channels[0]?.id ?? '',
      tenant: tenantId,
      shown,
      async install(conversation) {
        await call('POST', `/_debug/conversation/${conversation}/installation`, {});
      },
      async say(conversation, text, { mention } = { mention: false }) {
        const at = `<at>${bot.name}</at>`;
        await call('POST', `/_conversation/v1/conversations/${conversation}/messages`, {
          type: 'text',
          text: mention ? `${at} ${text}` : text,
          textFormat: 'plain',
          from,
          mentions: mention ? [{ mentioned: bot, text: at }] : [],
        });
      },
      press(message, verb, data) {
        const action = { type: 'Action.Execute', verb, data };
        const invoke = { name: 'adaptiveCard/action', value: { action }, ...on(message) };
        return call('POST', '/_conversation/v1/invoke', invoke);
      },
      async submit(message, value) {
        await call('POST', '/_conversation/v1/submit', { value, ...on(message) });
      },
      async mock(conversation, event, fields = {}) {
        const wanted = new URLSearchParams({ conversationId: conversation, type: event });
        const template = await call('GET', `/_internal/v1/customActivities/template?${wanted}`);
        const activity = { ...(template as object), ...fields };
        await call('POST', '/_internal/v1/customActivities', activity);
      },
      async until(conversation, text, since = 0) {
        const signal = AbortSignal.timeout(WAIT_MS);
        for (;;) {
          const found = shown.find(
            (one, index) =>
              index >= since &&
              one.conversation.startsWith(conversation) &&
              one.text.includes(text),
          );
          if (found) return found;
          await once(changed, 'shown', { signal }).catch(() => {
            throw new Error(`Nothing with “${text}” was shown: ${JSON.stringify(shown)}`);
          });
        }
      },
      close,
    };
  }

  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(base + path, {
      method,
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(WAIT_MS),
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }
}

interface PlaygroundEvent {
  readonly action: string;
  readonly actionConversationId?: string;
  readonly message?: { readonly messageId?: string };
}

interface Config {
  readonly tenantId: string;
  readonly bot: { readonly id: string; readonly name: string };
  readonly currentUser: { readonly id: string };
  readonly personalChat: { readonly id: string };
  readonly groupChats: readonly { readonly id: string }[];
  readonly teams: readonly { readonly channels: readonly { readonly id: string }[] }[];
}

/** Resolves at its "Listening on …" line. */
async function listening(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let output = '';
  const read = (chunk: Buffer) => {
    output += chunk;
    if (output.includes('Listening on')) resolve();
  };
  const fail = (why: string) => reject(new Error(`The Playground ${why}: ${output}`));
  child.stdout?.on('data', read);
  child.stderr?.on('data', read);
  child.once('exit', () => fail('ended'));
  child.once('error', reject);
  const timer = setTimeout(() => fail('did not start'), WAIT_MS);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
  }
}
