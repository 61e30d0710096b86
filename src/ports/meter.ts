/** What is counted for those who watch the bot. */

export interface Meter {
  /** A run of a tick has ended: done, put off, or failed. */
  tick(schedule: string, outcome: 'done' | 'again' | 'failed'): void;
  /** A question to WeChat has ended; `outcome` is "answered", or the error's code. */
  fetch(outcome: string): void;
  /** Newest figures came so long after WeChat could have had them. */
  lateness(grain: string, seconds: number): void;
  /** A try to deliver has ended. */
  delivery(channel: string, outcome: string): void;
  /** A command was answered, or refused. */
  command(outcome: 'answered' | 'limited' | 'failed'): void;
}

export const NO_METER: Meter = {
  tick() {},
  fetch() {},
  lateness() {},
  delivery() {},
  command() {},
};
