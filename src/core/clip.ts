/** A text cut to what a chat takes: visibly, and with nothing in it that harms what follows. */

/** At most `limit` UTF-16 units, never half a character, and nothing that turns the direction of what follows. */
export function clip(text: string, limit: number): string {
  const whole = text.toWellFormed().replaceAll(TURNING, '');
  if (whole.length <= limit) return whole;
  return `${whole.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** A digest whose texts turn nothing, so that what looks empty is empty. */
export function unturned<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll(TURNING, '') as T;
  if (Array.isArray(value)) return value.map(unturned) as T;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, unturned(inner)]),
  ) as T;
}

/** Bidirectional controls: one in a name would print the figures after it backwards. */
const TURNING = /[\u202A-\u202E\u2066-\u2069]/g;
