/** Names apps or channels in a sentence, however many there are. */
import { formatter } from '../core/format.ts';
import { type Locale, textFor } from '../core/text/index.ts';

const MOST_NAMED = 10;

export function someOf(names: readonly string[], locale: Locale): string {
  const format = formatter(locale);
  const rest = names.length - MOST_NAMED;
  const more = rest > 0 ? [textFor(locale).notices.more({ count: format.count(rest) })] : [];
  return format.list([...names.slice(0, MOST_NAMED), ...more]);
}
