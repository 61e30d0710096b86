/** What an alert is worded with, beside the message itself. */
import type { Calendar } from '../calendar.ts';
import type { Triangle } from '../cohort.ts';
import type { MovementWords } from '../compose-insights.ts';
import type { Grain } from '../period.ts';
import type { Locale } from '../text/index.ts';
import type { AlertMemory } from './alert.ts';
import type { AlertMessage } from './message.ts';

export interface AlertContext {
  readonly locale: Locale;
  readonly simulated: boolean;
  /** The IANA zone that moments are told in. */
  readonly zone: string;
  readonly calendar: Calendar;
  /** The name of an app. */
  app(app: string): string;
  /** How people name a finding, by its id; undefined where it has no number, and hence no buttons. */
  number(finding: string): number | undefined;
  /** From 180 days before the message on; undefined where it could not be read: then there is no chart. */
  triangle(app: string, grain: Grain): Triangle | undefined;
  /** As it stands after the run; undefined where it is not at hand. */
  memory(app: string): AlertMemory | undefined;
  /** The message that was told first, for what follows it. */
  readonly first?: AlertMessage | undefined;
  /** In the chat it is worded for. */
  readonly votes: { readonly told: number; readonly notUseful: number };
  /** Whether it only shows what would have been told. */
  readonly isTest: boolean;
  /** On what moved the rates that a message tells of, worded already. */
  decomposition?(message: AlertMessage): MovementWords;
}
