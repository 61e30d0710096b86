/** A digest's actions as rows of buttons; whoever presses one says its command. */
import { clip } from '../../src/core/clip.ts';
import type { Action } from '../../src/core/digest.ts';
import type { Catalogue } from '../../src/core/text/index.ts';
import type { ActionSet, Execute, TextBlock } from './card.ts';
import type { Cut } from './cuts.ts';
import { more } from './elements.ts';
import { LIMITS } from './limits.ts';

export function buttonRows(
  actions: readonly (readonly Action[])[],
  cut: Cut,
  words: Catalogue['digest'],
): (ActionSet | TextBlock)[] {
  let room = cut.buttons;
  let left = 0;
  const rows = actions.flatMap((row) => {
    const wanted = row.filter(({ label, command }) => label.trim() && command.trim());
    // Half a command would be another one.
    const longest = Math.min(cut.chars, LIMITS.command);
    const whole = wanted.filter(({ command }) => command.length <= longest);
    const shown = whole.slice(0, room);
    room -= shown.length;
    left += wanted.length - shown.length;
    return inRows(shown.map((action) => button(action, words)));
  });
  const apart = rows.map((row, index) =>
    index === 0 ? { ...row, spacing: 'Medium' as const } : row,
  );
  return [...apart, ...more(left, cut, words)];
}

/** Teams hides what is too many for one row in a menu, or drops it; so they begin another. */
function inRows(buttons: readonly Execute[]): ActionSet[] {
  const count = Math.ceil(buttons.length / LIMITS.buttons);
  return Array.from({ length: count }, (_, index) => {
    const from = index * LIMITS.buttons;
    return {
      type: 'ActionSet',
      spacing: 'Small',
      actions: buttons.slice(from, from + LIMITS.buttons),
    };
  });
}

/** A phone shows about this many characters of a button. */
const SEEN = 30;
const TOOLTIP = 200;

function button({ label, does, command, isCurrent }: Action, words: Catalogue['digest']): Execute {
  // Teams colours no buttons of bots, and a disabled one is hard to read and can't be pressed for newer figures.
  const title = clip(isCurrent ? `✓ ${label}` : label, SEEN);
  const heard = clip(isCurrent ? words.current({ label }) : label, TOOLTIP);
  const data = { command: command.toWellFormed() };
  return {
    type: 'Action.Execute',
    title,
    verb: does,
    data,
    ...(heard === title ? {} : { tooltip: heard }),
    // A plain message can't ask back, nor be shared, and is answered to everybody.
    fallback: does === 'show' ? { type: 'Action.Submit', title, data } : 'drop',
  };
}
