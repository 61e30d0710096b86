/** The buttons of a card: each says a command, and its answer goes back in the request itself. */
import { z } from 'zod';
import { type Digest, plainDigest } from '../../src/core/digest.ts';
import { explain } from '../../src/core/errors.ts';
import type { AdaptiveCard } from './card.ts';
import type { Incoming } from './conversations.ts';
import { formCard } from './form-view.ts';
import { type Heard, type Hearing, heardIn, isShowable } from './hearing.ts';
import { filledIn, pressedCommand } from './pressed.ts';
import { answerPrivately, privateActivity } from './private-answer.ts';

/**
 * The answer's form is the Universal Action Model's. A card replaces the one that was pressed for
 * whoever pressed it alone; a message is shown beside it.
 */
export type InvokeAnswer =
  | {
      readonly statusCode: 200;
      readonly type: 'application/vnd.microsoft.card.adaptive';
      readonly value: AdaptiveCard;
    }
  | {
      readonly statusCode: 200;
      readonly type: 'application/vnd.microsoft.activity.message';
      readonly value: string;
    }
  | {
      readonly statusCode: 400;
      readonly type: 'application/vnd.microsoft.error';
      readonly value: { readonly code: string; readonly message: string };
    };

const INVOKE = 'adaptiveCard/action';

const pressed = z.object({
  action: z.object({
    verb: z.enum(['show', 'tell', 'share', 'form', 'subscribe']),
    data: z.unknown().optional(),
  }),
});

/** @param pressMs after which the answer follows as a message: Teams gives up soon after */
export async function press(
  activity: Incoming,
  hearing: Hearing,
  pressMs: number,
): Promise<InvokeAnswer | undefined> {
  if (activity.name !== INVOKE) return undefined;
  const { host } = hearing;
  const heard = heardIn(activity);
  const { address } = heard.place;
  const locale = host.localeOf(address.conversationId);
  const words = host.text(locale).commands;
  const action = pressed.safeParse(activity.value).data?.action;
  const command =
    action?.verb === 'subscribe' ? filledIn(action.data) : pressedCommand(action?.data);
  if (!action || command === undefined) return refused(words.noButton);
  if (action.verb === 'form') return card(formCard({ command }, host, locale));
  await host.addresses
    .remember('teams', address.conversationId, address)
    .catch((err: unknown) =>
      host.log.error({ err }, 'A Teams chat could not be remembered; its button is answered'),
    );

  const late = AbortSignal.timeout(pressMs);
  const said: Said = { ...action, command, heard, message: activity.replyToId ?? '' };
  const answered = answer(said, hearing).catch((err: unknown) => failed(err, said, hearing));
  const inTime = await Promise.race([answered, ended(late)]);
  if (inTime?.shown) return inTime.shown;
  hearing.later(async () => answerPrivately((await answered).digest, heard, hearing));
  return message(inTime ? words.answerFollows : words.workingOn);
}

interface Said {
  readonly verb: 'show' | 'tell' | 'share' | 'form' | 'subscribe';
  readonly command: string;
  readonly heard: Heard;
  /** The message it was pressed on. */
  readonly message: string;
}

interface Answered {
  readonly digest: Digest;
  /** Undefined where it follows as a message: a card would take the pressed one's place. */
  readonly shown: InvokeAnswer | undefined;
}

async function answer(said: Said, hearing: Hearing): Promise<Answered> {
  const { verb, command, heard } = said;
  const { host } = hearing;
  const asked = hearing.asked(heard, command);
  if (verb === 'share') {
    // Pressed twice, it is posted once.
    const subject = `share ${said.message} ${asked.text}`;
    const digest = await host.share(asked, hearing.publicly(heard, subject));
    return { digest, shown: inWords(digest) };
  }
  const digest = await host.answer(asked);
  // A refusal must not take the place of figures; the form has done its work.
  if (!isShowable(digest) && verb !== 'subscribe') return { digest, shown: inWords(digest) };
  if (verb === 'tell') return { digest, shown: undefined };
  const { attachments } = await privateActivity(digest, heard, hearing);
  return { digest, shown: card(attachments[0].content) };
}

/** Such as that the card can't be drawn: told as an answer, because Teams' own words say nothing. */
function failed(error: unknown, { heard }: Said, hearing: Hearing): Answered {
  const { host } = hearing;
  host.log.warn({ err: error }, 'A Teams button was not answered');
  const locale = host.localeOf(heard.place.address.conversationId);
  const text = host.text(locale);
  const summary = explain(error, text);
  const digest = plainDigest({ locale, title: text.commands.failedTitle, summary });
  return { digest, shown: inWords(digest) };
}

function inWords({ title, summary, sections }: Digest): InvokeAnswer {
  // Such as that WeChat doesn't have the newest day at that hour.
  const remarks = sections.flatMap((one) => (one.kind === 'text' ? [one.text] : []));
  // Beside the card it is plain text: what a reader may type stands without its backticks.
  return message([title, summary, ...remarks].join('\n').replaceAll('`', ''));
}

function card(value: AdaptiveCard): InvokeAnswer {
  return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value };
}

function message(value: string): InvokeAnswer {
  return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value };
}

function refused(words: string): InvokeAnswer {
  const value = { code: 'BadRequest', message: words };
  return { statusCode: 400, type: 'application/vnd.microsoft.error', value };
}

function ended(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
