/** The form to subscribe, as Slack draws it. */
import type { types } from '@slack/bolt';
import { clip } from '../../src/core/clip.ts';
import { GRAIN_WORD } from '../../src/core/command-text.ts';
import { GRAINS } from '../../src/core/period.ts';
import type { Locale } from '../../src/core/text/index.ts';
import type { AdapterHost } from '../../src/ports/adapter.ts';
import { appOptions, optionOf } from './form-options.ts';

/** Names of the form and of its fields; a field's block and element share theirs. */
export const FORM = 'subscribe';
export const FIELDS = {
  app: 'app',
  grain: 'grain',
  at: 'at',
  zone: 'zone',
  channel: 'channel',
} as const;

/** Slack's limits for a form: docs.slack.dev/reference/views/modal-views. */
const MOST = { title: 24, label: 2000, text: 3000 } as const;
/** More options than this are searched for. */
const MOST_OPTIONS = 100;

export interface FormStart {
  /** "subscribe weekly wx123": what the button already says. */
  readonly command: string;
  /** Where it was pressed. */
  readonly channel: string;
}

export function formView({ command, channel }: FormStart, host: AdapterHost): types.ModalView {
  const locale = host.localeOf(channel);
  const words = host.text(locale).forms;
  const { apps, zone, at } = host.choices;
  const said = command.split(/\s+/);
  const grains = GRAINS.map((grain) => optionOf(GRAIN_WORD[grain], words.grains[grain]));
  const options = appOptions('', { apps, words });
  const named = apps.find(({ appid }) => said.includes(appid));
  const chosen = named ? optionOf(named.appid, named.name) : options[0];
  const isShort = apps.length < MOST_OPTIONS;
  return {
    ...frame(locale, host),
    callback_id: FORM,
    private_metadata: channel,
    submit: plain(words.submit, MOST.title),
    close: plain(words.cancel, MOST.title),
    blocks: [
      field('app', words.app, {
        ...(isShort
          ? { type: 'static_select', options }
          : { type: 'external_select', min_query_length: 0 }),
        ...(chosen ? { initial_option: chosen } : {}),
      }),
      field('grain', words.grain, {
        type: 'radio_buttons',
        options: grains,
        initial_option: grains.find(({ value }) => said.includes(value ?? '')) ?? grains[0],
      }),
      field('at', words.at, { type: 'timepicker', initial_time: at }),
      field('zone', words.zone, {
        type: 'external_select',
        min_query_length: 0,
        initial_option: optionOf(zone, zone),
      }),
      field('channel', words.channel, {
        type: 'conversations_select',
        filter: { include: ['public', 'private'], exclude_bot_users: true },
        // A message to the bot itself is none of the channels offered.
        ...(/^[CG]/.test(channel) ? { initial_conversation: channel } : {}),
      }),
    ],
  };
}

/** Words in the form's place: what became of it. */
export function wordsView(text: string, locale: Locale, host: AdapterHost): types.ModalView {
  const { close } = host.text(locale).forms;
  return {
    ...frame(locale, host),
    close: plain(close, MOST.title),
    blocks: [{ type: 'section', text: plain(text, MOST.text) }],
  };
}

function frame(locale: Locale, host: AdapterHost) {
  return { type: 'modal' as const, title: plain(host.text(locale).forms.title, MOST.title) };
}

function field(name: keyof typeof FIELDS, label: string, element: object): types.InputBlock {
  return {
    type: 'input',
    block_id: FIELDS[name],
    label: plain(label, MOST.label),
    element: { action_id: FIELDS[name], ...element } as types.InputBlock['element'],
  };
}

function plain(text: string, most: number): types.PlainTextElement {
  return { type: 'plain_text', text: clip(text, most), emoji: false };
}
