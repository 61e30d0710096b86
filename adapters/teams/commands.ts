/** What Teams tells the bot: it was added, removed, spoken to, or one of its buttons was pressed. */
import { type InvokeAnswer, press } from './buttons.ts';
import { addressOf, type Incoming } from './conversations.ts';
import { type Hearing, heardIn } from './hearing.ts';
import { added, removed } from './installation.ts';
import { pressedCommand } from './pressed.ts';
import { answerPrivately } from './private-answer.ts';

export interface Listener {
  /** Resolves once the activity is safely noted; answers follow on their own. */
  hear(activity: Incoming): Promise<void>;
  /** The answer that Teams waits for; undefined to what no card of ours sends. */
  press(activity: Incoming): Promise<InvokeAnswer | undefined>;
  /** Waits for the answers still under way. */
  drained(): Promise<void>;
}

/** For the typing indicator. */
const TYPING_MS = 15_000;

/** @param pressMs how long a button's answer may take before it follows as a message */
export function listenerOf(hearing: Hearing, pressMs: number): Listener {
  return {
    async hear(activity) {
      switch (whatOf(activity)) {
        case 'removed':
          return removed(activity, hearing);
        case 'added':
          return added(activity, hearing);
        case 'spoken': {
          const address = addressOf(activity);
          await hearing.host.addresses.remember('teams', address.conversationId, address);
          return hearing.later(() => answer(activity, hearing));
        }
        case 'other':
          return undefined;
      }
    },
    press: (activity) => press(activity, hearing, pressMs),
    drained: hearing.drained,
  };
}

/** Only what brings the bot in or speaks to it makes an address: after a removal other events still come. */
function whatOf({ type, id, action, membersAdded, membersRemoved, recipient }: Incoming) {
  const isBot = (member: { id: string }) => member.id === recipient.id;
  switch (type) {
    case 'message':
      // Without an id it could not be told from its repetition.
      return id ? 'spoken' : 'other';
    case 'installationUpdate':
      if (action === 'remove') return 'removed';
      return action?.startsWith('add') ? 'added' : 'other';
    case 'conversationUpdate':
      if (membersRemoved?.some(isBot)) return 'removed';
      return membersAdded?.some(isBot) ? 'added' : 'other';
    default:
      return 'other';
  }
}

async function answer(activity: Incoming, hearing: Hearing): Promise<void> {
  const { host, connector } = hearing;
  const heard = heardIn(activity);
  const asked = hearing.asked(heard, commandOf(activity));
  // A slash command: others don't see the question, and must not see the answer, nor that there is one.
  if (activity.recipient.isTargeted && heard.kind !== 'personal')
    return answerPrivately(await host.answer(asked), heard, hearing);
  const typing = connector
    .type(heard.place, hearing.within(TYPING_MS))
    .catch((err: unknown) => host.log.debug({ err }, 'Teams took no typing indicator'));
  const subject = `reply ${activity.id}`;
  await Promise.all([typing, host.reply(asked, hearing.publicly(heard, subject))]);
}

/** Teams may hand a text on as HTML has it. */
const AS_TYPED: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** "/retention daily", "retention daily", "/daily" or "daily", without the mention; nothing left asks for help. */
function commandOf(activity: Incoming): string {
  const { text, value, entities = [], recipient } = activity;
  // The message that a button sends has no text of its own.
  if (typeof text !== 'string') return pressedCommand(value) ?? 'help';
  const mentions = entities.filter(
    ({ type, mentioned }) => type === 'mention' && mentioned?.id === recipient.id,
  );
  const typed = mentions
    .reduce((rest, mention) => rest.replaceAll(mention.text || ' ', ' '), text)
    .replaceAll(/&nbsp;|\s+/g, ' ')
    .replaceAll(/&(?:amp|lt|gt);/g, (entity) => AS_TYPED[entity] ?? entity)
    .trim()
    .replace(/^\/? ?(retention\b)?/i, '')
    .trim();
  return typed || (pressedCommand(value) ?? 'help');
}
