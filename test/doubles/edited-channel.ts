/** A channel in memory whose edits are counted, and fail as they are told. */
import type { Digest } from '../../src/core/digest.ts';
import { ChannelError } from '../../src/core/errors.ts';
import type { Locale } from '../../src/core/text/index.ts';
import type { Destination } from '../../src/pipeline/bot.ts';
import { type ScriptedChannel, scriptedChannel } from './channel.ts';

/** What becomes of an edit; `banned`: the chat refuses everything; `fixed`: posts can't be edited; `unseen`: it arrives, and nobody knows. */
type EditScript = 'ok' | 'later' | 'rejected' | 'banned' | 'fixed' | 'unseen';

export interface EditedChannel extends ScriptedChannel {
  /** What the edits that arrived made of a message, oldest first. */
  readonly edits: readonly Digest[];
  /** How often an edit was tried. */
  readonly editTries: () => number;
  /** The outcomes of the next edits; afterwards everything arrives. */
  nextEdit(...scripts: EditScript[]): void;
  readonly destination: Destination;
}

export function editedChannel(name: string, locale: Locale = 'en'): EditedChannel {
  const scripted = scriptedChannel(name);
  const edits: Digest[] = [];
  const scripts: EditScript[] = [];
  let tries = 0;
  const channel = {
    ...scripted,
    async edit(...[posted, digest, signal]: Parameters<ScriptedChannel['edit']>) {
      tries += 1;
      const script = scripts.shift() ?? 'ok';
      // As over a network: the caller is not called back at once.
      await new Promise(setImmediate);
      if (script === 'ok' || script === 'unseen') {
        await scripted.edit(posted, digest, signal);
        edits.push(digest);
      }
      if (script === 'later')
        throw new ChannelError('later', 'channel_busy', { channel: name, detail: 'as scripted' });
      if (script === 'rejected')
        throw new ChannelError('rejected', 'channel_refused', {
          channel: name,
          detail: 'as scripted',
        });
      if (script === 'banned')
        throw new ChannelError('rejected', 'channel_closed', {
          channel: name,
          detail: 'as scripted',
        });
      if (script === 'fixed')
        throw new ChannelError('rejected', 'workflow_no_edit', { channel: name });
      if (script === 'unseen') throw new TypeError('the answer was lost');
    },
  };
  return {
    ...channel,
    edits,
    editTries: () => tries,
    nextEdit: (...more) => void scripts.push(...more),
    destination: { channel, chat: `test:${name}`, locale },
  };
}
