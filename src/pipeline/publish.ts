/** Answers that everybody in a chat sees: shared on purpose, or where the question stood for everybody to read. */
import { type Digest, plainDigest } from '../core/digest.ts';
import { explain } from '../core/errors.ts';
import { textFor } from '../core/text/index.ts';
import type { Asked, Public } from '../ports/adapter.ts';
import { type AnswerOptions, answerFor } from './answer.ts';
import { record } from './audit.ts';
import type { Bot } from './bot.ts';
import { type Delivered, deliver } from './deliver.ts';

/** Posts a report, and says so to who asked; what is no report is told to who asked alone. Never throws. */
export async function share(
  bot: Bot,
  asked: Asked,
  to: Public,
  options: AnswerOptions,
): Promise<Digest> {
  const { digest, report } = await answerFor('everybody', bot, asked, options);
  if (report === undefined) return digest;
  try {
    const delivered = await post(bot, asked, to, digest, { ...options, isAwaited: true });
    if (delivered?.state === 'sent') await record(bot, asked, 'share', report);
    return toldOf(delivered, bot, asked);
  } catch (error) {
    bot.log.error({ err: error, chat: to.chat }, 'share failed');
    return told(bot, asked, 'notSharedTitle', explain(error, textFor(asked.locale)));
  }
}

/** Posts the answer, whatever it is. Never throws. */
export async function reply(
  bot: Bot,
  asked: Asked,
  to: Public,
  options: AnswerOptions,
): Promise<void> {
  const { digest, isRepeated } = await answerFor('everybody', bot, asked, options);
  if (isRepeated) return;
  try {
    const delivered = await post(bot, asked, to, digest, options);
    // What else becomes of the post is logged where it is made.
    if (delivered?.state === 'later' && options.signal.aborted)
      bot.log.warn({ chat: to.chat }, 'stopped before an answer was posted');
  } catch (error) {
    bot.log.error({ err: error, chat: to.chat }, 'reply failed');
  }
}

async function post(
  bot: Bot,
  { locale }: Asked,
  { channel, chat, subject }: Public,
  digest: Digest,
  { signal, isAwaited = false }: AnswerOptions & { readonly isAwaited?: boolean },
): Promise<Delivered | undefined> {
  const [delivered] = await deliver(
    bot,
    [{ channel, chat, locale }],
    subject,
    () => digest,
    signal,
    { isAwaited },
  );
  return delivered;
}

function toldOf(delivered: Delivered | undefined, bot: Bot, asked: Asked): Digest {
  const text = textFor(asked.locale);
  const words = text.answers;
  switch (delivered?.state) {
    case 'sent':
      return told(bot, asked, 'shareTitle', words.shared);
    case 'already':
      return told(bot, asked, 'shareTitle', words.alreadyShared);
    case 'busy':
      return told(bot, asked, 'shareTitle', words.sharing);
    default: {
      const reason = delivered?.error ? explain(delivered.error, text) : words.notShared;
      return told(bot, asked, 'notSharedTitle', reason);
    }
  }
}

function told(
  bot: Bot,
  { locale }: Asked,
  title: 'shareTitle' | 'notSharedTitle',
  summary: string,
): Digest {
  const text = textFor(locale);
  const banner = bot.simulated ? text.digest.simulated : '';
  return plainDigest({ locale, title: text.answers[title], summary, banner });
}
