/** What people type, through the whole answer and both chats' renders: always a digest that fits, and never a failure. */
import fc from 'fast-check';
import * as slackLimits from '../../../adapters/slack/limits.ts';
import { render as renderSlack } from '../../../adapters/slack/render.ts';
import * as teamsLimits from '../../../adapters/teams/limits.ts';
import { render as renderTeams } from '../../../adapters/teams/render.ts';
import { LOCALES } from '../../../src/core/text/index.ts';
import { answer } from '../../../src/pipeline/answer.ts';
import { ANSWERING, askedBy, collectAll } from '../../pipeline/questions.ts';
import { APP, OTHER, openRig } from '../../pipeline/rig.ts';
import { mustHaveBorne } from '../crashes.ts';
import { type FuzzTarget, must, mustBeWorded, opened } from '../target.ts';
import { typed } from './command.ts';

const question = fc.record({
  text: typed,
  locale: fc.constantFrom(...LOCALES),
  isMember: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, fc.constant(false)),
});

export const answers: FuzzTarget = {
  name: 'answers to commands',
  sample: 100,
  atOnce: 1,
  open: async () => {
    const rig = await openRig({ now: '2026-11-22T03:40:00Z', apps: [APP, OTHER] });
    for (const grain of ['day', 'week', 'month'] as const) await collectAll(rig, grain);
    return opened(
      question,
      async ({ text, locale, isMember }) => {
        const digest = await answer(rig.bot, askedBy(text, locale, isMember), ANSWERING);
        mustBeWorded(`${digest.title} ${digest.summary}`, text);
        const message = renderSlack(digest);
        const faults = [
          ...slackLimits.checkLimits(message),
          ...teamsLimits.checkLimits(renderTeams(digest, undefined, { isPrivate: true })),
        ];
        must(faults.length === 0, faults.join('; '));
      },
      async () => {
        await rig.close();
        mustHaveBorne(rig.log, /^$/);
      },
    );
  },
};
