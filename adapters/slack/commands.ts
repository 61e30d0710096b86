/** `/retention`: acknowledged at once, answered through its response_url. */
import type { App, RespondFn, SlashCommand } from '@slack/bolt';
import type { AdapterHost } from '../../src/ports/adapter.ts';
import { chartOf } from './picture.ts';
import { render, type SlackPicture } from './render.ts';

const COMMAND = '/retention';

/** Returns a wait for the answers still under way: Bolt forgets a command once it is acknowledged. */
export function listen(app: App, host: AdapterHost): () => Promise<void> {
  const running = new Set<Promise<void>>();
  app.command(COMMAND, async ({ command, ack, respond }) => {
    // Slack gives three seconds; whatever may take longer comes after.
    const { working } = host.text(host.localeOf(command.channel_id)).commands;
    await ack({ response_type: 'ephemeral', text: working });
    const work: Promise<void> = answer(command, respond, host)
      .catch((err: unknown) => host.log.warn({ err }, 'A Slack command was not answered'))
      .finally(() => running.delete(work));
    running.add(work);
  });
  return async () => {
    await Promise.all(running);
  };
}

async function answer(command: SlashCommand, respond: RespondFn, host: AdapterHost): Promise<void> {
  const id = command.channel_id;
  await host.addresses.remember('slack', id, { channel: id }).catch((err: unknown) => {
    host.log.error({ err }, 'A Slack channel could not be remembered; its command is answered');
  });
  const digest = await host.answer({
    text: unescaped(command.text),
    locale: host.localeOf(id),
    place: { adapter: 'slack', id },
  });
  const picture = await published();
  try {
    await respond({ response_type: 'ephemeral', ...render(digest, picture) });
  } catch (err) {
    if (!picture) throw err;
    // Slack fetches the picture before it takes the message, and refuses both when it can't.
    host.log.warn({ err }, 'Slack refused an answer with its picture; sent without it');
    await respond({ response_type: 'ephemeral', ...render(digest) });
  }

  /** Never an uploaded file: Slack doesn't take one through a response_url (java-slack-sdk issue 1349). */
  async function published(): Promise<SlackPicture | undefined> {
    const chart = chartOf(digest);
    if (!chart) return undefined;
    try {
      const imageUrl = await host.publish(chart);
      return imageUrl ? { imageUrl } : undefined;
    } catch (err) {
      host.log.warn({ err }, 'A chart was not published; the answer goes without it');
      return undefined;
    }
  }
}

/** As typed: Slack escapes these three in whatever it hands on (formatting-message-text#escaping). */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
