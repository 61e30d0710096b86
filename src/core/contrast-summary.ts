/** Two cohorts side by side in a sentence or two. */
import type { Contrast, ContrastShown } from './contrast.ts';
import { type Formatter, NONE } from './format.ts';
import { HEADLINE } from './headline.ts';
import type { Grain } from './period.ts';
import type { Catalogue } from './text/index.ts';

/** Everything a sentence is made of. */
export interface Wording {
  readonly shown: ContrastShown;
  readonly text: Catalogue;
  readonly format: Formatter;
}

/** The finding first, then the numbers. */
export function contrastSummary({ shown, text, format }: Wording): string {
  const words = text.answers.contrast;
  const label = (offset: number) => format.offset(shown.grain, offset);
  const printed = shown.segments.map(({ segment, contrasts }) => ({
    segment,
    contrasts: headlines(contrasts, shown.grain),
  }));
  const moved = printed
    .flatMap(({ segment, contrasts }) =>
      contrasts.flatMap(({ offset, difference, verdict }) => {
        if (!difference || (verdict !== 'higher' && verdict !== 'lower')) return [];
        const sentence = words.moved({
          segment,
          label: label(offset),
          direction: verdict,
          points: format.distance(difference.points),
        });
        const [low, high] = difference.interval;
        return [{ sentence, weight: Math.abs(difference.points) / (high - low) }];
      }),
    )
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_MOVED)
    .map(({ sentence }) => sentence);
  const isJudged = printed.some(({ contrasts }) =>
    contrasts.some(({ verdict }) => verdict === 'no clear difference'),
  );
  const numbers = printed.map(({ segment, contrasts }) =>
    words.numbers({
      segment,
      figures: contrasts
        .map(({ offset, one, other }) =>
          words.pair({
            label: label(offset),
            one: one ? format.rate(one.rate) : NONE,
            other: other ? format.rate(other.rate) : NONE,
          }),
        )
        .join(text.digest.comma),
    }),
  );
  const unmoved = isJudged ? words.verdict['no clear difference'] : words.unjudged;
  return words.summary({
    one: shown.spoken,
    other: shown.names[1],
    finding: moved.length > 0 ? moved.join(text.digest.comma) : unmoved,
    numbers: numbers.join(text.digest.and),
  });
}

/** A notification has room for so many; the figures tell the rest. */
const MOST_MOVED = 2;

/** Those a digest prints; whatever there is where those are missing. */
export function headlines(contrasts: readonly Contrast[], grain: Grain): readonly Contrast[] {
  const first = contrasts.filter(({ offset }) => HEADLINE[grain].includes(offset));
  return first.length > 0 ? first : contrasts;
}
