/** A digest's actions as rows of buttons; whoever presses one says its command. */
import type { types } from '@slack/bolt';
import { clip } from '../../src/core/clip.ts';
import type { Action } from '../../src/core/digest.ts';
import type { Catalogue } from '../../src/core/text/index.ts';
import { more, small } from './blocks.ts';
import type { Cut } from './cuts.ts';
import { LIMITS } from './limits.ts';

type Row = { readonly elements: types.Button[]; readonly left: number };

export function buttonRows(
  actions: readonly (readonly Action[])[],
  cut: Cut,
  words: Catalogue['digest'],
): (types.ActionsBlock | types.ContextBlock)[] {
  let room = cut.buttons;
  const rows = actions.map((row, rowIndex): Row => {
    const named = row.map((action, index) => ({ action, id: `${rowIndex}:${index}` }));
    const wanted = named.filter(({ action }) => action.label.trim() && action.command.trim());
    // Half a command would be another one.
    const whole = wanted.filter(({ action }) => action.command.length <= cut.chars);
    const shown = whole.slice(0, Math.min(room, LIMITS.buttons));
    room -= shown.length;
    return {
      elements: shown.map(({ action, id }) => button(action, `${action.does}:${id}`, words)),
      left: wanted.length - shown.length,
    };
  });
  const left = rows.reduce((sum, row) => sum + row.left, 0);
  const filled = rows.filter(({ elements }) => elements.length > 0);
  return [
    ...filled.map(({ elements }) => ({ type: 'actions' as const, elements })),
    ...small(more(left, words), cut),
  ];
}

/** Slack shows about this many characters of a button and drops the rest without a mark. */
const SEEN = 30;

function button(
  { label, command, isCurrent }: Action,
  id: string,
  words: Catalogue['digest'],
): types.Button {
  const text = clip(label, SEEN);
  const heard = clip(isCurrent ? words.current({ label }) : label, LIMITS.buttonText);
  return {
    type: 'button',
    action_id: id,
    text: { type: 'plain_text', text, emoji: false },
    value: command.toWellFormed(),
    ...(isCurrent ? { style: 'primary' as const } : {}),
    // What is current is green on the screen; a screen reader is told.
    ...(heard === text ? {} : { accessibility_label: heard }),
  };
}
