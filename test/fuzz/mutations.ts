/** Inputs made from valid ones: texts and JSON with a few things done to them that senders do, and attackers. */
import fc from 'fast-check';

/** What a text may be spoilt with: invisible, turned around, half a character, markup, numbers out of bounds. */
const ODD = [
  ...[
    '',
    ' ',
    '\u0000',
    '\u0007',
    '\u200b',
    '\u202e',
    '\ufeff',
    '\ud83d',
    '🛍️',
    'é',
    'ﬀ',
    'İ',
    '店',
  ],
  ...[
    '"',
    "'",
    '`',
    '\\',
    '<',
    '>',
    '&amp;',
    '<@U1>',
    '<!channel>',
    '%00',
    '${',
    '{{',
    '\n',
    '\r\n',
    '\t',
  ],
  ...[
    '__proto__',
    'constructor',
    'null',
    'NaN',
    '-1',
    '0',
    '1e999',
    '99999999999999999999',
    '０',
    '一',
  ],
  ...['2026-02-30', '0000-00-00', '9999-12-31', '2026-W53', 'x'.repeat(300), 'a '.repeat(60)],
] as const;

const odd = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ODD) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);

const textEdit = fc.record({
  how: fc.constantFrom('insert', 'replace', 'delete', 'repeat', 'cut', 'swap'),
  at: fc.nat(),
  length: fc.integer({ min: 1, max: 6 }),
  odd,
});
type TextEdit = typeof textEdit extends fc.Arbitrary<infer T> ? T : never;

/** A text with up to `most` edits. */
export function editedText(valid: fc.Arbitrary<string>, most = 4): fc.Arbitrary<string> {
  return fc
    .tuple(valid, fc.array(textEdit, { maxLength: most }))
    .map(([text, edits]) => edits.reduce(edited, text));
}

function edited(text: string, { how, at, length, odd: inserted }: TextEdit): string {
  const from = at % (text.length + 1);
  const [before, middle, after] = [
    text.slice(0, from),
    text.slice(from, from + length),
    text.slice(from + length),
  ];
  switch (how) {
    case 'insert':
      return before + inserted + middle + after;
    case 'replace':
      return before + inserted + after;
    case 'delete':
      return before + after;
    case 'repeat':
      return before + middle.repeat(3) + after;
    case 'cut':
      return before;
    case 'swap':
      return after + middle + before;
  }
}

/** A value where another was expected. */
const stranger: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>(null, undefined, true, false, [], {}, '', ' ') },
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(0, -0, -1, 0.5, 1e21, 2 ** 53, -(2 ** 31), 61_503, 40_001),
  },
  { weight: 2, arbitrary: odd },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown> },
  { weight: 1, arbitrary: fc.constant(null).map(() => nested(60)) },
);

function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)];
}

const jsonEdit = fc.record({
  how: fc.constantFrom(
    'exchange',
    'remove',
    'rename',
    'double',
    'wrap',
    'stringify',
    'spoil',
    'move',
  ),
  where: fc.nat(),
  from: fc.nat(),
  stranger,
  odd,
});
type JsonEdit = typeof jsonEdit extends fc.Arbitrary<infer T> ? T : never;

type Holder = Record<string, unknown>;
interface Place {
  readonly holder: Holder;
  readonly key: string;
}

/** JSON with up to `most` edits, anywhere in it, the whole of it included. */
export function editedJson(valid: fc.Arbitrary<unknown>, most = 3): fc.Arbitrary<unknown> {
  return fc.tuple(valid, fc.array(jsonEdit, { maxLength: most })).map(([json, edits]) => {
    const root: Holder = { root: structuredClone(json) };
    for (const edit of edits) spoil(root, edit);
    return root['root'];
  });
}

function spoil(root: Holder, { how, where, from, stranger: other, odd: text }: JsonEdit): void {
  const places = placesIn(root);
  const place = places[where % places.length];
  if (!place) return;
  const { holder, key } = place;
  const value = holder[key];
  switch (how) {
    case 'exchange':
      // The generator's own object is everybody's.
      holder[key] = structuredClone(other);
      break;
    case 'remove':
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else if (holder !== root) delete holder[key];
      break;
    case 'rename':
      if (!Array.isArray(holder) && holder !== root) {
        delete holder[key];
        Object.defineProperty(holder, `${key}${text}`, {
          value,
          configurable: true,
          enumerable: true,
          writable: true,
        });
      }
      break;
    case 'double':
      holder[key] = [value, value];
      break;
    case 'wrap':
      holder[key] = { value };
      break;
    case 'stringify':
      holder[key] = JSON.stringify(value) ?? '';
      break;
    case 'spoil':
      holder[key] = typeof value === 'string' ? edited(value, textEditOf(from, text)) : text;
      break;
    case 'move': {
      const source = places[from % places.length] ?? place;
      holder[key] = structuredClone(source.holder[source.key]);
      break;
    }
  }
}

function textEditOf(at: number, inserted: string): TextEdit {
  return { how: 'insert', at, length: 1, odd: inserted };
}

function placesIn(holder: Holder): Place[] {
  return Object.keys(holder).flatMap((key) => {
    const value = holder[key];
    const inner = typeof value === 'object' && value !== null ? placesIn(value as Holder) : [];
    return [{ holder, key }, ...inner];
  });
}

/** The text of edited JSON; now and then it isn't JSON any more, or anything at all. */
export function editedBody(valid: fc.Arbitrary<unknown>, most = 3): fc.Arbitrary<string> {
  const text = editedJson(valid, most).map((json) => JSON.stringify(json) ?? '');
  return fc.oneof(
    { weight: 8, arbitrary: text },
    { weight: 2, arbitrary: editedText(text) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  );
}
