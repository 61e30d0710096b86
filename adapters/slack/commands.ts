/** `/retention`: acknowledged at once, answered through its response_url. */
import type { App } from '@slack/bolt';
import { type Hearing, unescaped } from './hearing.ts';
import { answerPrivately } from './private-answer.ts';

export const COMMAND = '/retention';

export function hearCommands(app: App, hearing: Hearing): void {
  const { host } = hearing;
  app.command(COMMAND, async ({ command, ack, respond }) => {
    const { text, channel_id: channel, user_id: user } = command;
    // Slack gives three seconds; whatever may take longer comes after.
    const { working } = host.text(host.localeOf(channel)).commands;
    await ack({ response_type: 'ephemeral', text: working });
    hearing.later(async () => {
      const asked = await hearing.asked({ text: unescaped(text), channel, user });
      await answerPrivately(respond, await host.answer(asked), host);
    });
  });
}
