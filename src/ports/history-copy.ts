/** Moves all that is kept in a SQLite file to PostgreSQL. */

export interface CopiedTable {
  readonly table: string;
  readonly rows: number;
  /** Counts and sums that are not alike in both, in SQL's words: "sum(value)". */
  readonly differences: readonly {
    readonly what: string;
    readonly source: string;
    readonly target: string;
  }[];
}

export interface CopyWatch {
  /** The audit's moment of it. */
  readonly now: Date;
  /** Rows of a table; every table is told at 0 first, so that the sum of the totals stands. */
  onProgress(table: string, done: number, total: number): void;
  readonly signal: AbortSignal;
}

/** All or nothing: where anything differs, fails or is cut, the target is as it was. */
export type CopyHistory = (
  from: string,
  to: string,
  watch: CopyWatch,
) => Promise<readonly CopiedTable[]>;
