/** Numbers as Chinese writes them out: 三, 十, 十一, 二十. */

/** For regular expressions: such a number, or one in figures. */
export const NUMERAL = '(?:\\d{1,3}|[一二两三四五六七八九十]{1,3})';

/** NaN for what is no number below a hundred. */
export function numberIn(text: string): number {
  if (/^\d+$/u.test(text)) return Number(text);
  const [, tens = '', ten, units = ''] =
    /^([二三四五六七八九]?)(十?)([一二两三四五六七八九]?)$/u.exec(text) ?? [text];
  if (ten === undefined || text === '' || (tens && !ten)) {
    const alone = DIGITS.get(text);
    return alone ?? Number.NaN;
  }
  return (ten ? (DIGITS.get(tens) ?? 1) * 10 : 0) + (DIGITS.get(units) ?? 0);
}

const DIGITS: ReadonlyMap<string, number> = new Map([
  ...[...'一二三四五六七八九'].map((digit, index) => [digit, index + 1] as const),
  ['两', 2],
]);
