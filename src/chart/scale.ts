/** The range of the rate axis: honest first, then round. */

export interface RateScale {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Decimals a percentage needs to tell two ticks apart. */
  readonly decimals: number;
}

/** Room above the highest point for its printed value. */
const HEADROOM = 1.14;
/** Least share of its level a fitted axis shows: keeps noise of a steady rate from filling the picture. */
export const LEAST_SPAN = 0.3;
/** A fitted axis that would begin below this share of its top begins at zero instead. */
const NEAR_ZERO = 0.45;
const STEPS = 5;
/** Keeps 0.3 / 0.1 from counting as a little more, or less, than three. */
const HAIR = 1e-9;

/** Axis for rates (fractions); `fitted` may begin above zero. Without rates the whole range, 0 to 1. */
export function rateScale(rates: readonly number[], fitted: boolean): RateScale {
  const high = Math.max(0, ...rates);
  if (high === 0) return scaleOver(0, rates.length > 0 ? 0.01 : 1);
  const low = Math.min(...rates);
  const span = Math.max((high - low) * 1.5, high * LEAST_SPAN);
  const from = (high + low) / 2 - span / 2;
  if (!fitted || from < high * NEAR_ZERO) return scaleOver(0, high * HEADROOM);
  return scaleOver(from, from + span);
}

/** Begins on a tick and ends half a step above one, so that the topmost figure keeps clear of the legend. */
function scaleOver(from: number, to: number): RateScale {
  const step = niceStep((to - from) / STEPS);
  const exact = (count: number) => Number((count * step).toPrecision(12));
  const min = exact(Math.floor(from / step + HAIR));
  // Short of a tick beyond 100 %.
  const max = Math.min(exact(Math.ceil(to / step - 0.5 - HAIR) + 0.5), 1 + step * 0.95);
  return { min, max, step, decimals: decimalsOf(step * 100) };
}

/** Of 1, 2 and 5 times a power of ten the one nearest by ratio. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const [factor] = [1, 2, 5, 10].toSorted(
    (a, b) => Math.abs(Math.log((a * power) / rough)) - Math.abs(Math.log((b * power) / rough)),
  );
  return Number(((factor ?? 1) * power).toPrecision(12));
}

function decimalsOf(percent: number): number {
  const [, fraction = ''] = String(Number(percent.toPrecision(6))).split('.');
  return fraction.length;
}
