/** The form to subscribe: what its fields offer, and what becomes of it. */
import type { App, ViewOutput } from '@slack/bolt';
import type { AdapterHost } from '../../src/ports/adapter.ts';
import { uncoded } from './blocks.ts';
import { ALL_APPS, appOptions, zoneOptions } from './form-options.ts';
import { FIELDS, FORM, wordsView } from './form-view.ts';
import type { Hearing } from './hearing.ts';

/** Slack waits three seconds for a form's answer: so long for the channel, and so long in all. */
const CHANNEL_MS = 1500;
const ANSWER_MS = 2400;
/** For putting a later answer in the form's place. */
const UPDATE_MS = 10_000;

export function hearForm(app: App, hearing: Hearing): void {
  const { host } = hearing;
  app.options<'block_suggestion'>(FIELDS.zone, async ({ ack, options }) =>
    ack({ options: zoneOptions(options.value, host.choices) }),
  );
  app.options<'block_suggestion'>(FIELDS.app, async ({ ack, options }) => {
    const words = host.text(localeOf(options.view, host)).forms;
    await ack({ options: appOptions(options.value, { apps: host.choices.apps, words }) });
  });

  app.view(FORM, async ({ ack, view, body }) => {
    const late = AbortSignal.timeout(ANSWER_MS);
    const locale = localeOf(view, host);
    const words = host.text(locale).forms;
    const filled = filledIn(view);
    const refuse = (field: string, why: string) =>
      ack({ response_action: 'errors', errors: { [field]: why } });
    if (!host.choices.zones.includes(filled.zone)) return refuse(FIELDS.zone, words.noZone);
    const soon = AbortSignal.timeout(CHANNEL_MS);
    // Where Slack doesn't tell, the first digest will.
    if ((await hearing.membership.isBotIn(filled.channel, soon)) === false)
      return refuse(FIELDS.channel, words.notInChannel);

    const answered = answer(filled, body.user.id, hearing, locale);
    const show = (text: string) => wordsView(text, locale, host);
    const inTime = await Promise.race([answered, ended(late)]);
    await ack({ response_action: 'update', view: show(inTime ?? words.working) });
    if (inTime !== undefined) return undefined;
    hearing.later(async () => {
      const client = hearing.clients.reads(AbortSignal.timeout(UPDATE_MS));
      await client.views.update({ view_id: view.id, view: show(await answered) });
    });
    return undefined;
  });
}

interface Filled {
  readonly text: string;
  readonly zone: string;
  readonly channel: string;
  /** Whether it was opened in another one. */
  readonly isFromElsewhere: boolean;
}

/** Every field has a value: Slack sends no form without. */
function filledIn({ state: { values }, private_metadata: opened }: ViewOutput): Filled {
  const field = (name: keyof typeof FIELDS) => values[FIELDS[name]]?.[FIELDS[name]];
  const app = field('app')?.selected_option?.value ?? ALL_APPS;
  const zone = field('zone')?.selected_option?.value ?? '';
  const channel = field('channel')?.selected_conversation ?? '';
  const text = [
    'subscribe',
    field('grain')?.selected_option?.value ?? '',
    app === ALL_APPS ? '' : app,
    `at ${field('at')?.selected_time ?? ''}`,
    `in ${zone}`,
  ];
  return {
    text: text.filter(Boolean).join(' '),
    zone,
    channel,
    isFromElsewhere: channel !== opened,
  };
}

/** As the command does it, typed in the chosen channel by whoever sent the form. */
async function answer(
  { text, channel, isFromElsewhere }: Filled,
  user: string,
  { host, asked, membership }: Hearing,
  locale: ReturnType<AdapterHost['localeOf']>,
): Promise<string> {
  // Slack offers public channels the person isn't in; theirs are the others' to subscribe.
  const isMember = () => membership.isIn(user, channel);
  const { title, summary, sections } = await host.answer({
    ...(await asked({ text, channel, user }, { locale, isMember })),
    isFromElsewhere,
  });
  // Such as that WeChat doesn't have the newest day at that hour.
  const warnings = sections.flatMap((one) => (one.kind === 'text' ? [one.text] : []));
  return [title, summary, ...warnings].map(uncoded).join('\n');
}

/** Of the channel it was opened in. */
function localeOf(view: ViewOutput | undefined, host: AdapterHost) {
  return host.localeOf(view?.private_metadata ?? '');
}

function ended(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
