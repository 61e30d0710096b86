/** The colours of a heat map: one hue, light to dark, each column by its own range. */
import { LEAST_SPAN } from './scale.ts';

export interface Shade {
  readonly ground: string;
  readonly ink: string;
}

const DARK_INK = '#0e1622';
const LIGHT_INK = '#ffffff';

/**
 * The house's blue in steps of lightness, so that every kind of colour vision sees the order. Steps rather than a
 * gradient: between the fourth and the fifth lie blues on which neither ink can be read (contrast under 4.5).
 */
export const SHADES: readonly Shade[] = [
  { ground: '#e8f1fb', ink: DARK_INK },
  { ground: '#bfd8f2', ink: DARK_INK },
  { ground: '#93bde8', ink: DARK_INK },
  { ground: '#629fd9', ink: DARK_INK },
  { ground: '#2975c0', ink: LIGHT_INK },
  { ground: '#0b5cad', ink: LIGHT_INK },
  { ground: '#083f79', ink: LIGHT_INK },
];

/**
 * A column's rates → their shades. Each column has its own range: over the whole map D1 would be dark and D30 pale
 * whatever happened, and how cohorts differ is what one looks for. The range is at least `LEAST_SPAN` of
 * its top, or the noise of a steady column would look like a fall.
 */
export function shadesOf(rates: readonly (number | null)[]): (Shade | null)[] {
  const known = rates.filter((rate) => rate !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const span = Math.max(high - low, high * LEAST_SPAN);
  const from = (low + high - span) / 2;
  return rates.map((rate) => {
    if (rate === null) return null;
    const step = span === 0 ? 0 : Math.floor(((rate - from) / span) * SHADES.length);
    // The lowest may come out a hair below zero, and the highest is one too many.
    return SHADES[Math.min(Math.max(step, 0), SHADES.length - 1)] ?? null;
  });
}
