/** `@retention weekly`, and what is written to the bot itself: answered where it was said, for everybody there. */
import type { App } from '@slack/bolt';
import { type Hearing, unescaped } from './hearing.ts';

interface Message {
  readonly channel: string;
  readonly user?: string;
  readonly text?: string;
  readonly ts: string;
  readonly thread_ts?: string;
  /** Of an edit, a deletion, somebody joining. */
  readonly subtype?: string;
  readonly bot_id?: string;
}

export function hearMentions(app: App, hearing: Hearing): void {
  app.event('app_mention', async ({ event, body }) => {
    const message = event as Message;
    hear(message, body.event_id, message.thread_ts ?? message.ts, hearing);
  });
  app.event('message', async ({ event, body }) => {
    if (event.channel_type !== 'im') return;
    const message = event as Message;
    hear(message, body.event_id, message.thread_ts, hearing);
  });
}

function hear(message: Message, id: string, thread: string | undefined, hearing: Hearing): void {
  const { channel, user, text = '', subtype, bot_id } = message;
  // The bot's own words come back as messages, too.
  if (!user || subtype || bot_id) return;
  hearing.later(async () => {
    const asked = await hearing.asked({ text: commandIn(text), channel, user });
    await hearing.host.reply(asked, {
      channel: hearing.channel(channel, thread),
      chat: `slack:${channel}`,
      subject: `reply ${id}`,
    });
  });
}

/** A command has 500 characters at most, written in what is more; these patterns look at each `<` up to the end. */
const LONGEST = 4_000;

/** Without mentions, and with links and channels as they were typed; nothing left asks for help. */
function commandIn(text: string): string {
  const typed = text
    .slice(0, LONGEST)
    .replaceAll(/<@[^>]*>/g, ' ')
    .replaceAll(/<[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(/<([^>]*)>/g, '$1');
  return unescaped(typed).trim() || 'help';
}
