/** The shape every language has: English sets it. */
import type { en } from './en/index.ts';

export type Catalogue = typeof en;
