/** Time and the log, as parameters. */

export interface Clock {
  now(): Date;
  /** Resolves after `ms`, rejects when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Structured: fields first, then a static message. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
