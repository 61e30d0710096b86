/** Blots secrets out of lines of the log: those that are known, however they are written, and whatever has the shape of one. */

const BLOT = '[secret]';
/** A shorter one would be found inside ordinary words, so it counts only where it stands alone. */
const SHORT = 6;

/** A line of JSON in, the same line without secrets out. */
export function blotter(secrets: readonly string[]): (line: string) => string {
  const known = knownPattern(secrets);
  const blot = (text: string) =>
    SHAPES.reduce(
      (rest, [shape, instead]) => rest.replace(shape, instead),
      known ? text.replace(known, BLOT) : text,
    );
  return (line) => {
    try {
      // As values, so that no escape hides a secret, and no secret breaks the line.
      return `${JSON.stringify(walk(JSON.parse(line), blot))}\n`;
    } catch {
      return blot(line);
    }
  };
}

function walk(value: unknown, blot: (text: string) => string): unknown {
  if (typeof value === 'string') return blot(value);
  if (Array.isArray(value)) return value.map((one) => walk(one, blot));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      blot(name),
      typeof inner === 'string' && NAMES.test(name) ? '[hidden]' : walk(inner, blot),
    ]),
  );
}

/** Names of fields whose value is a secret, whatever it looks like. */
const NAMES =
  /^(?:.*authorization|(?:set-)?cookie|.*secret|.*password|.*passwd|.*token|.*api[_-]?key|x-slack-signature)$/i;

const NAMED =
  'access_token|refresh_token|id_token|client_secret|app_?secret|password|passwd|client_assertion|api[_-]?key';
const QUOTE = String.raw`(?:\\*["'])`;

/** Each with what is put in its place; none of them can match the empty text. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  // In a form or an address, or as JSON inside a text, escaped as often as it likes.
  [new RegExp(`((?:${NAMED})${QUOTE}?\\s*[=:]\\s*${QUOTE}?)[^\\s&"'\\\\,;}]+`, 'gi'), `$1${BLOT}`],
  [/([?&;](?:sig|signature|secret|token|ticket|key|code)=)[^\s&"'\\,;}]+/gi, `$1${BLOT}`],
  // The same, encoded into another address.
  [
    new RegExp(
      `((?:${NAMED}|(?:%3F|%26)(?:sig|secret|token))%3D)[^\\s&"'\\\\]+?(?=%26|[\\s&"'\\\\]|$)`,
      'gi',
    ),
    `$1${BLOT}`,
  ],
  [/\b(Bearer\s+|Bearer%20)[\w.~+/=%-]{6,}/gi, `$1${BLOT}`],
  [/\b(authorization\W{1,6}(?:\w+\s+)?)[\w.~+/=%-]{6,}/gi, `$1${BLOT}`],
  [/\b(Basic\s+)(?=[A-Za-z]*(?:[a-z][A-Z]|[\d+/=]))[\w+/=-]{8,}/g, `$1${BLOT}`],
  [/\bx(?:ox[a-z](?:\.xox[a-z])?|app)-[\w-]{6,}/gi, BLOT],
  [/\beyJ[\w-]{10,}\.[\w-]{6,}(?:\.[\w-]*)?/g, BLOT],
  [/(hooks\.slack\.com\/)[^\s"'\\]+/gi, `$1${BLOT}`],
  // A database's password may hold anything, an unencoded @ as well; another address ends its name at the first slash.
  [/(\bpostgres(?:ql)?:\/\/[^\s:/@"'\\]*:)[^\s"'\\]*@/gi, `$1${BLOT}@`],
  [/(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'\\]*:)[^\s/@"'\\]+@/gi, `$1${BLOT}@`],
];

function knownPattern(secrets: readonly string[]): RegExp | undefined {
  const wanted = [...new Set(secrets.filter(Boolean))].toSorted((a, b) => b.length - a.length);
  if (wanted.length === 0) return undefined;
  const sources = wanted.flatMap((secret) => formsOf(secret));
  // The longest first: of two, one may begin the other.
  return new RegExp(sources.join('|'), 'gu');
}

/** As a pattern, character by character, and in base64. */
function formsOf(secret: string): string[] {
  const written = Array.from(secret, waysOf).join('');
  if (secret.length < SHORT) return [`(?<![\\p{L}\\p{N}])${written}(?![\\p{L}\\p{N}])`];
  const bytes = Buffer.from(secret);
  const encoded = [bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
  return [written, ...new Set(encoded.map((one) => asIs(one)))];
}

/** One character as it is, percent-encoded (a space also as a plus), or escaped for JSON, once or twice. */
function waysOf(character: string): string {
  if (/^[A-Za-z0-9]$/.test(character)) return character;
  const bytes = [...Buffer.from(character)];
  const percent = bytes.map((byte) => percentOf(byte)).join('');
  const units = Array.from({ length: character.length }, (_, index) =>
    character.charCodeAt(index).toString(16).padStart(4, '0'),
  );
  const unicode = units.map((unit) => `\\\\{1,3}u${anyCase(unit)}`).join('');
  const escaped = JSON.stringify(character).slice(1, -1);
  const inJson = escaped.startsWith('\\') ? `\\\\{1,3}${asIs(escaped.slice(1))}` : '';
  // A backslash of the text is doubled by each escaping.
  const backslash = character === '\\' ? '\\\\{1,4}' : '';
  const ways = [
    backslash || inJson,
    unicode,
    percent,
    character === ' ' ? '\\+' : '',
    // The slash may be escaped, too.
    character === '/' ? '\\\\{1,3}/' : '',
    asIs(character),
  ];
  return `(?:${ways.filter(Boolean).join('|')})`;
}

/** %2B, and %252B where it was encoded twice. */
function percentOf(byte: number): string {
  return `%(?:25)?${anyCase(byte.toString(16).padStart(2, '0'))}`;
}

/** The text as a pattern that means nothing but itself. */
function asIs(text: string): string {
  return text.replace(/[^A-Za-z0-9]/gu, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`);
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
