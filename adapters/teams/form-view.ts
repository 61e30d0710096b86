/** The form to subscribe, as a card. */
import { clip } from '../../src/core/clip.ts';
import { GRAIN_WORD } from '../../src/core/command-text.ts';
import { GRAINS } from '../../src/core/period.ts';
import type { Locale } from '../../src/core/text/index.ts';
import type { AdapterHost } from '../../src/ports/adapter.ts';
import type { ActionSet, AdaptiveCard, ChoiceSet, Element, Input, TextBlock } from './card.ts';
import { SMALL } from './elements.ts';
import { appField, zonesOffered } from './form-choices.ts';
import { checkLimits } from './limits.ts';
import { markdown } from './markdown.ts';
import { langOf } from './render.ts';

/** The verb of a filled form, and the names its fields come back by. */
const FORM = 'subscribe';
export const FIELDS = { app: 'app', grain: 'grain', at: 'at', zone: 'zone' } as const;

export interface FormStart {
  /** "subscribe weekly wx123": what the button already says. */
  readonly command: string;
}

/** Fields ever shorter; the first card that Teams takes is shown. */
const CUTS = [
  { allZones: true, listsApps: true },
  { allZones: false, listsApps: true },
  { allZones: true, listsApps: false },
  { allZones: false, listsApps: false },
] as const;
type Cut = (typeof CUTS)[number];

export function formCard(start: FormStart, host: AdapterHost, locale: Locale): AdaptiveCard {
  const cards = CUTS.map((cut) => cardOf(start, host, locale, cut));
  const fitting = cards.find((card) => checkLimits({ card, summary: '' }).length === 0);
  return fitting ?? cardOf(start, host, locale, { allZones: false, listsApps: false });
}

function cardOf(start: FormStart, host: AdapterHost, locale: Locale, cut: Cut): AdaptiveCard {
  const words = host.text(locale).forms;
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    lang: langOf(locale),
    fallbackText: markdown(words.title),
    body: [
      { ...line(words.title), size: 'Large', weight: 'Bolder', style: 'heading' },
      { ...line(words.here), ...SMALL, spacing: 'Small' },
      ...fieldsOf(start, host, locale, cut),
      buttons(start, words),
    ],
    msteams: { width: 'Full' },
  };
}

function fieldsOf(
  { command }: FormStart,
  { choices, text }: AdapterHost,
  locale: Locale,
  { allZones, listsApps }: Cut,
): Element[] {
  const words = text(locale).forms;
  const said = command.split(/\s+/);
  const zones = allZones ? choices.zones : zonesOffered(choices);
  return [
    { ...appField(said, choices.apps, words, listsApps), id: FIELDS.app },
    needed({
      type: 'Input.ChoiceSet',
      id: FIELDS.grain,
      label: words.grain,
      style: 'expanded',
      choices: GRAINS.map((grain) => ({ title: words.grains[grain], value: GRAIN_WORD[grain] })),
      value:
        GRAINS.map((grain) => GRAIN_WORD[grain]).find((word) => said.includes(word)) ?? 'daily',
      errorMessage: words.needed,
    }),
    needed({
      type: 'Input.Time',
      id: FIELDS.at,
      label: words.at,
      value: choices.at,
      errorMessage: words.needed,
    }),
    needed({ ...zoneField(zones, choices.zone), label: words.zone, errorMessage: words.noZone }),
    ...(allZones ? [] : [{ ...line(words.otherZone), ...SMALL, spacing: 'Small' } as const]),
  ];
}

function zoneField(zones: readonly string[], usual: string) {
  const usualFirst = [...new Set([usual, ...zones])];
  return {
    type: 'Input.ChoiceSet',
    id: FIELDS.zone,
    style: 'filtered',
    choices: usualFirst.map((zone) => ({ title: zone, value: zone })),
    value: usual,
  } as const satisfies Partial<ChoiceSet>;
}

function needed<I extends Input>(input: I): I {
  return { ...input, isRequired: true };
}

function buttons({ command }: FormStart, words: { submit: string; cancel: string }): ActionSet {
  // Back to what the form stands in the place of.
  const back = command.replace(/^subscribe\b/i, '').trim() || 'help';
  return {
    type: 'ActionSet',
    spacing: 'Medium',
    actions: [
      { type: 'Action.Execute', title: words.submit, verb: FORM, fallback: 'drop' },
      {
        type: 'Action.Execute',
        title: words.cancel,
        verb: 'show',
        data: { command: back },
        associatedInputs: 'none',
        fallback: 'drop',
      },
    ],
  };
}

function line(plain: string): TextBlock {
  return { type: 'TextBlock', text: markdown(clip(plain, 400)), wrap: true };
}
