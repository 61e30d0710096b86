/** How much of a digest is laid out: ever less, at its end first, until Teams takes the message. */

export interface Cut {
  readonly sections: number;
  /** Items of a list, figures of a segment, rows of a table. */
  readonly items: number;
  /** Characters of one text; a button whose command is longer is left out. */
  readonly chars: number;
  readonly buttons: number;
}

/** The first that Teams takes is sent; real digests pass the first, everything passes the last. */
export const CUTS: readonly Cut[] = [
  { sections: 40, items: 100, chars: 4000, buttons: 40 },
  { sections: 40, items: 40, chars: 800, buttons: 25 },
  { sections: 20, items: 20, chars: 400, buttons: 20 },
  { sections: 12, items: 10, chars: 200, buttons: 16 },
  { sections: 6, items: 5, chars: 100, buttons: 12 },
  { sections: 3, items: 3, chars: 60, buttons: 8 },
  { sections: 3, items: 3, chars: 40, buttons: 5 },
  { sections: 0, items: 0, chars: 40, buttons: 0 },
];
