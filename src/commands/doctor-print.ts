/** What `doctor` found, as aligned lines or as JSON. */
import { type Locale, textFor } from '../core/text/index.ts';
import type { Check } from '../pipeline/doctor.ts';

export interface Printer {
  tell(checks: readonly Check[]): void;
  /** After the last; says whether nothing is wrong. */
  end(): boolean;
}

export interface PrinterOptions {
  readonly json: boolean;
  readonly locale: Locale;
  /** Whatever a line may be about, with the name to print for it; the names are aligned. */
  readonly subjects: ReadonlyMap<string, string>;
}

const MARK = { ok: '✓', fault: '✗', note: '!' } as const satisfies Record<Check['status'], string>;
/** A longer name moves its own line, not all of them. */
const WIDEST = 28;

export function printer(
  stdout: { write(text: string): unknown },
  { json, locale, subjects }: PrinterOptions,
): Printer {
  const { configuration, store, chat } = textFor(locale).terminal.doctor;
  const own: Partial<Record<Check['name'], string>> = { configuration, store, chat };
  const width = Math.min(
    WIDEST,
    Math.max(...[configuration, store, chat, ...subjects.values()].map(columnsOf)),
  );
  const told: Check[] = [];

  function line({ name, subject, status, message, fix }: Check): string {
    const title = oneLine((subject ? subjects.get(subject) : own[name]) ?? subject);
    const padded = title + ' '.repeat(Math.max(0, width - columnsOf(title)));
    return `${MARK[status]} ${padded}  ${oneLine(fix ? `${message} → ${fix}` : message)}\n`;
  }

  return {
    tell(checks) {
      told.push(...checks);
      if (!json) for (const check of checks) stdout.write(line(check));
    },
    end() {
      const ok = told.every(({ status }) => status !== 'fault');
      if (json) stdout.write(`${JSON.stringify({ ok, checks: told }, null, 2)}\n`);
      return ok;
    },
  };
}

/** Names and messages come from others: no break, and nothing a terminal would obey. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

/** Columns on a terminal, where a Chinese character takes two. */
function columnsOf(text: string): number {
  const wide =
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|[\u3000-\u303f\uff01-\uff60]|\p{Emoji_Presentation}/gu;
  return [...text].length + (text.match(wide)?.length ?? 0);
}
