/** The buttons below a digest: each says a command for whoever presses it. */
import type { App, BlockButtonAction, RespondFn } from '@slack/bolt';
import { type Digest, plainDigest } from '../../src/core/digest.ts';
import { explain } from '../../src/core/errors.ts';
import { toCheckError } from './errors.ts';
import { formView } from './form-view.ts';
import { type Hearing, isReport } from './hearing.ts';
import { answerPrivately } from './private-answer.ts';
import { turnsOf } from './turns.ts';

/** For drawing, uploading and editing. */
const EDIT_MS = 60_000;
/** Slack takes a form within three seconds of the press. */
const FORM_MS = 2500;

interface Press {
  readonly command: string;
  readonly channel: string;
  readonly user: string;
  /** The message it was pressed on. */
  readonly ts: string;
  /** The first message of the thread it stands in; undefined in the channel itself. */
  readonly thread: string | undefined;
  readonly isPrivate: boolean;
  readonly trigger: string;
  readonly respond: RespondFn;
}

export function hearButtons(app: App, hearing: Hearing): void {
  const { host } = hearing;
  const inTurn = turnsOf((err) => host.log.warn({ err }, 'A Slack button was not answered'));
  app.action<BlockButtonAction>(
    /^(show|tell|share|form):/,
    async ({ ack, action, body, respond }) => {
      await ack();
      const press = pressOf(action, body, respond);
      if (!press) return;
      const what = action.action_id.split(':')[0];
      if (what === 'form') hearing.later(() => openForm(press, hearing));
      else if (what === 'share') hearing.later(() => share(press, hearing));
      // Not in turn: everybody who presses is answered.
      else if (what === 'tell') hearing.later(() => tell(press, hearing));
      else hearing.later(() => inTurn(`${press.channel} ${press.ts}`, () => show(press, hearing)));
    },
  );
}

function pressOf(
  { value = '' }: BlockButtonAction['actions'][number],
  { container, channel, user, trigger_id: trigger }: BlockButtonAction,
  respond: RespondFn,
): Press | undefined {
  const {
    message_ts: ts,
    thread_ts,
    channel_id,
    is_ephemeral,
  } = container as Partial<Record<string, unknown>>;
  const place = channel?.id ?? channel_id;
  if (typeof ts !== 'string' || typeof place !== 'string') return undefined;
  const isPrivate = is_ephemeral === true;
  const thread = typeof thread_ts === 'string' && thread_ts !== ts ? thread_ts : undefined;
  return { command: value, channel: place, user: user.id, ts, thread, isPrivate, trigger, respond };
}

const saidBy = ({ command: text, channel, user }: Press) => ({ text, channel, user });

/** Puts the answer in the message's place; what is no report must not replace one that all can see. */
async function show(press: Press, hearing: Hearing): Promise<void> {
  const { host } = hearing;
  const { channel, ts, respond } = press;
  const asked = await hearing.asked(saidBy(press));
  const digest = await host.answer(asked);
  if (press.isPrivate) return answerPrivately(respond, digest, host, { inPlace: true });
  if (!isReport(digest)) return answerPrivately(respond, digest, host);
  try {
    const posted = { channel, ts };
    await hearing.channel(channel).edit(posted, shared(digest), AbortSignal.timeout(EDIT_MS));
  } catch (err) {
    host.log.warn({ err }, 'A digest in Slack could not be edited');
    await answerPrivately(respond, failed(err, press, hearing), host);
  }
}

/** What everybody sees needs no button that shares it. */
function shared(digest: Digest): Digest {
  const rows = digest.actions.map((row) => row.filter(({ does }) => does !== 'share'));
  return { ...digest, actions: rows.filter((row) => row.length > 0) };
}

/** Answers whoever presses it, where it stands, and leaves the message to everybody. */
async function tell(press: Press, hearing: Hearing): Promise<void> {
  const { respond, thread } = press;
  const asked = await hearing.asked(saidBy(press));
  await answerPrivately(respond, await hearing.host.answer(asked), hearing.host, { thread });
}

async function share(press: Press, hearing: Hearing): Promise<void> {
  const { channel, ts, respond } = press;
  const asked = await hearing.asked(saidBy(press));
  const told = await hearing.host.share(asked, {
    channel: hearing.channel(channel),
    chat: `slack:${channel}`,
    // Pressed twice, it is posted once.
    subject: `share ${ts} ${asked.text}`,
  });
  await answerPrivately(respond, told, hearing.host);
}

async function openForm(press: Press, hearing: Hearing): Promise<void> {
  const { host, clients } = hearing;
  const { channel, command, trigger, respond } = press;
  const view = formView({ command, channel }, host);
  try {
    await clients.reads(AbortSignal.timeout(FORM_MS)).views.open({ trigger_id: trigger, view });
  } catch (err) {
    host.log.warn({ err }, 'The form could not be opened in Slack');
    const locale = host.localeOf(channel);
    const { commands, forms } = host.text(locale);
    const told = plainDigest({ locale, title: commands.failedTitle, summary: forms.notOpened });
    await answerPrivately(respond, told, host);
  }
}

function failed(error: unknown, { channel }: Press, { host }: Hearing): Digest {
  const locale = host.localeOf(channel);
  const text = host.text(locale);
  const summary = explain(toCheckError(error), text);
  return plainDigest({ locale, title: text.commands.failedTitle, summary });
}
