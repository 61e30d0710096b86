/** What a button sends, as a command: its own, or the form's fields put into words. Whoever sends it may send anything. */
import { z } from 'zod';
import { ALL_APPS } from './form-choices.ts';
import { FIELDS } from './form-view.ts';

/** No command is longer; a field is far shorter. */
const MOST = { command: 500, field: 200 } as const;

const button = z.object({ command: z.string().trim().min(1).max(MOST.command) });

const field = z.string().trim().max(MOST.field);
const form = z.object({
  // A typed name is left empty for all of them.
  [FIELDS.app]: field.default(''),
  [FIELDS.grain]: field.min(1),
  [FIELDS.at]: field.min(1),
  [FIELDS.zone]: field.min(1),
});

/** Undefined where it is neither. The form's own command only says what it began with. */
export function pressedCommand(data: unknown): string | undefined {
  return filledIn(data) ?? button.safeParse(data).data?.command;
}

/** As somebody would type it; undefined where a field is missing. */
export function filledIn(data: unknown): string | undefined {
  const filled = form.safeParse(data).data;
  if (!filled) return undefined;
  const { app, grain, at, zone } = filled;
  const said = ['subscribe', grain, app === ALL_APPS ? '' : app, `at ${at}`, `in ${zone}`];
  return said.filter(Boolean).join(' ');
}
