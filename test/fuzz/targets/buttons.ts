/** What a button or a form of a card sends: a command of a bounded length, or nothing. */
import fc from 'fast-check';
import { ALL_APPS } from '../../../adapters/teams/form-choices.ts';
import { FIELDS } from '../../../adapters/teams/form-view.ts';
import { pressedCommand } from '../../../adapters/teams/pressed.ts';
import { editedJson } from '../mutations.ts';
import { type FuzzTarget, must, opened } from '../target.ts';

const sent = fc.constantFrom<unknown>(
  { command: 'daily wx11cc 2026-11-20' },
  { command: 'compare wx11cc wx44ff weekly', verb: 'show' },
  {
    command: 'subscribe daily',
    [FIELDS.app]: ALL_APPS,
    [FIELDS.grain]: 'daily',
    [FIELDS.at]: '09:30',
    [FIELDS.zone]: 'Asia/Shanghai',
  },
);

export const buttons: FuzzTarget = {
  name: 'buttons and forms of cards',
  sample: 500,
  atOnce: 1,
  open: async () =>
    opened(editedJson(sent), (data) => {
      const said = pressedCommand(data);
      must(said === undefined || (said.trim() !== '' && said.length <= 1000), `says ${said}`);
    }),
};
