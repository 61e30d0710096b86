/** The neutral message: worded for one locale, laid out by each adapter. */
import type { Locale } from './text/index.ts';

export type Tone = 'good' | 'bad' | 'neutral' | 'unknown';

/** One figure with everything a reader needs to trust it; all strings are ready to print. */
export interface Figure {
  /** "D7". */
  readonly label: string;
  /** "28.5%", or an em dash when there is none. */
  readonly rate: string;
  /** "1,482 of 5,200 · users of Sat, Nov 14". */
  readonly basis: string;
  /** "−1.2 pp (−4.0%)"; empty when there is nothing to compare with. */
  readonly change: string;
  /** "95% interval −2.0 to −0.4 pp, against Sat, Nov 7"; empty likewise. */
  readonly interval: string;
  readonly verdict: { readonly word: string; readonly tone: Tone };
}

interface Titled {
  readonly title: string;
  readonly subtitle: string;
  /** What a screen reader says: the finding and its range. */
  readonly alt: string;
  readonly locale: Locale;
}

/** Lines over named positions; rates are fractions, null where there is none. */
export interface LineChart extends Titled {
  readonly kind: 'line';
  readonly labels: readonly string[];
  readonly series: readonly {
    readonly name: string;
    /** `now` is drawn strong and labelled, `before` pale and dashed. */
    readonly role: 'now' | 'before';
    readonly values: readonly (number | null)[];
  }[];
  /** Where the rate was expected, position by position; drawn as a pale band. */
  readonly band?:
    | {
        readonly name: string;
        readonly low: readonly (number | null)[];
        readonly high: readonly (number | null)[];
      }
    | undefined;
  /** Positions of the first series that are marked, and what that means: "below the expected range". */
  readonly marked?: { readonly name: string; readonly at: readonly number[] } | undefined;
}

/** Cohorts by offset, newest first: the darker the higher; rates are fractions, null where there is none. */
export interface HeatMap extends Titled {
  readonly kind: 'heat';
  /** "D1", "D7". */
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly name: string;
    readonly values: readonly (number | null)[];
  }[];
}

export type Chart = LineChart | HeatMap;

export type Section =
  | {
      readonly kind: 'figures';
      /** "New users". */
      readonly heading: string;
      /** "5,464 on Sat, Nov 21". */
      readonly size: string;
      readonly figures: readonly Figure[];
    }
  | { readonly kind: 'chart'; readonly chart: Chart }
  | { readonly kind: 'list'; readonly heading: string; readonly items: readonly string[] }
  | {
      readonly kind: 'table';
      readonly heading: string;
      readonly columns: readonly string[];
      /** Each as long as `columns`; the first cell names the row. */
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'text'; readonly text: string };

/** A button: whoever presses it says a command. */
export interface Action {
  readonly label: string;
  /**
   * `show` puts the answer in the message's place, `tell` answers whoever presses it and leaves the
   * message, `share` posts it for everybody, `form` asks what to subscribe to.
   */
  readonly does: 'show' | 'tell' | 'share' | 'form';
  /** As somebody would type it: "weekly wx123 new". */
  readonly command: string;
  /** Whether the message shows it already. */
  readonly isCurrent: boolean;
}

export interface Digest {
  readonly locale: Locale;
  readonly title: string;
  /** One sentence with the numbers: notifications and screen readers get this. */
  readonly summary: string;
  /** A warning above everything else, e.g. that the data is simulated; empty when there is none. */
  readonly banner: string;
  readonly sections: readonly Section[];
  /** Small print: source, calendar, schedule and its zone; empty when there is none. */
  readonly footer: string;
  /** When the schedule fired, for chats that can say it in the reader's own zone; the footer names the schedule's. */
  readonly scheduledFor: Date | undefined;
  /** In rows, as they belong together. */
  readonly actions: readonly (readonly Action[])[];
}

/** A message of words alone. */
export function plainDigest(
  message: Pick<Digest, 'locale' | 'title' | 'summary'> & Partial<Digest>,
): Digest {
  return { banner: '', sections: [], footer: '', scheduledFor: undefined, actions: [], ...message };
}

/** A list under its heading; nothing where it is empty. */
export function listOf(heading: string, items: readonly string[]): Section[] {
  return items.length > 0 ? [{ kind: 'list', heading, items }] : [];
}

/** The figures' meaning in words and colour, never in colour alone. */
export const TONE_MARK: Record<Tone, string> = { good: '▲', bad: '▼', neutral: '●', unknown: '○' };
