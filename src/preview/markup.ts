/** HTML from template literals: everything put in is escaped, unless it is markup already. */

export interface Markup {
  readonly markup: string;
}

type Part = string | Markup | undefined | readonly Part[];

export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: String.raw({ raw: strings }, ...parts.map(written)) };
}

/** Markup that another renderer escaped. */
export function trusted(markup: string): Markup {
  return { markup };
}

/** A value as the content of a JSON script element: nothing in it can end the element. */
export function jsonIn(value: unknown): Markup {
  return trusted(JSON.stringify(value).replaceAll('<', '\\u003c'));
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function written(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string') return part.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
  return 'markup' in part ? part.markup : part.map(written).join('');
}
