/** The typed catalogue: every sentence a person reads, in each language; a missing key does not compile. */
import type { Catalogue } from './catalogue.ts';
import { en } from './en/index.ts';
import { zhCN } from './zh-cn/index.ts';

export type { Catalogue } from './catalogue.ts';

export type Locale = 'en' | 'zh-CN';
export const LOCALES = ['en', 'zh-CN'] as const satisfies readonly Locale[];

const CATALOGUES: Record<Locale, Catalogue> = { en, 'zh-CN': zhCN };

export function textFor(locale: Locale): Catalogue {
  return CATALOGUES[locale];
}
