/** The first message of an alert as it stands later: what has become of it, above what was told. */
import { type Digest, listOf } from '../digest.ts';
import { formatter } from '../format.ts';
import { textFor } from '../text/index.ts';
import type { AlertChange } from './alert.ts';
import type { AlertMessage } from './message.ts';
import type { AlertContext } from './tell-context.ts';
import { opening } from './tell-opening.ts';
import { alertActions, who } from './tell-words.ts';

/** `followed` is what was told in its thread so far, the oldest first. */
export function openingNow(
  message: AlertMessage,
  followed: readonly AlertMessage[],
  ctx: AlertContext,
): Digest {
  const text = textFor(ctx.locale).alerts.now;
  const format = formatter(ctx.locale);
  const isOne = message.items.length === 1;
  const lines = followed.flatMap(({ at, items }) =>
    items.map((item) => {
      const shown = {
        moment: format.moment(new Date(at), ctx.zone),
        who: isOne ? null : who(item, ctx),
      };
      return text[stateOf(item.change)](shown);
    }),
  );
  const newest = new Map(
    followed.flatMap(({ items }) => items.map(({ change }) => [change.finding.id, change])),
  );
  const findings = message.items.map(({ change }) => change.finding);
  const open = findings.filter(({ id }) => !isOver(newest.get(id)));
  const state = titleState(findings.map(({ id }) => newest.get(id)));
  const first = opening(message, ctx, state === 'back' || state === 'revised');
  const title = state ? text.title[state]({ title: first.title }) : first.title;
  return {
    ...first,
    title,
    summary: [...lines.slice(-1), first.summary].join(' · '),
    // The newest stands in the summary.
    sections: [...(lines.length > 1 ? listOf(text.heading, lines) : []), ...first.sections],
    actions: open.length > 0 ? alertActions(open, ctx) : alertActions(findings, ctx, true),
  };
}

type State = 'worse' | 'back' | 'new-normal' | 'revised';

function stateOf({ reason }: AlertChange): State {
  return reason === 'fell' ? 'worse' : reason;
}

function isOver(change: AlertChange | undefined): boolean {
  return change !== undefined && change.reason !== 'fell';
}

/** A title says that it is over only when all of it is. */
function titleState(changes: readonly (AlertChange | undefined)[]): State | undefined {
  const still = changes.filter((one) => !isOver(one));
  if (still.length > 0) return still.some((one) => one) ? 'worse' : undefined;
  const states = new Set(changes.flatMap((one) => (one ? [stateOf(one)] : [])));
  return states.size === 1 ? [...states][0] : 'back';
}
