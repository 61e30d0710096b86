/** The buttons below an answer; every one says a command. */
import { SEGMENTS, type Segment } from './cohort.ts';
import type { AppName, ReportCommand } from './command/command.ts';
import { commandText, GRAIN_WORD } from './command-text.ts';
import type { Action } from './digest.ts';
import { formatter } from './format.ts';
import { HEADLINE } from './headline.ts';
import { GRAINS, type Grain, type Period } from './period.ts';
import { type Locale, textFor } from './text/index.ts';

type Rows = readonly (readonly Action[])[];

export interface ActionOptions {
  readonly locale: Locale;
  /** Whether everybody sees the message already, so that there is nothing to share. */
  readonly isPublic: boolean;
}

/** What a digest shows; without a segment, both. */
export interface DigestShown {
  readonly app: string;
  readonly period: Period;
  readonly segment?: Segment | undefined;
}

/** Below a digest. A switch of segment stays with the period shown; one of grain goes to the newest. */
export function digestActions({ app, period, segment }: DigestShown, options: ActionOptions): Rows {
  return actionsFor({ kind: 'digest', grain: period.grain, app, segment, period }, options);
}

/** Below a report: what else it may show, then what may be done with it. */
export function actionsFor(shown: ReportCommand, options: ActionOptions): Rows {
  const own = switchesOf(shown, options.locale);
  return [...own, doingOf(shown, options)].filter((row) => row.length > 0);
}

/** Below the help: where most begin. */
export function helpActions(locale: Locale): Rows {
  const { grains, subscribe } = textFor(locale).answers.actions;
  const begin = GRAINS.map((grain) => show(grains[grain], GRAIN_WORD[grain]));
  return [begin, [{ label: subscribe, does: 'form', command: 'subscribe', isCurrent: false }]];
}

/** "Did you mean …?" */
export function meantActions(meant: string): Rows {
  return [[show(meant, meant)]];
}

/** One button for each app that could be meant, with the command that means it. */
export function whichAppActions(apps: readonly AppName[], command: (app: AppName) => string): Rows {
  return [apps.slice(0, MOST_APPS).map((app) => show(app.name, command(app)))];
}

const MOST_APPS = 5;

function switchesOf(shown: ReportCommand, locale: Locale): Rows {
  switch (shown.kind) {
    case 'digest':
    case 'compare-apps':
      return [
        grainsOf(shown, locale, (grain) => ({ ...shown, grain, period: undefined })),
        segmentsOf(shown, locale, [undefined, ...SEGMENTS]),
      ];
    case 'compare-periods':
      return [segmentsOf(shown, locale, [undefined, ...SEGMENTS])];
    case 'trend':
      return [offsetsOf(shown, locale), segmentsOf(shown, locale, SEGMENTS)];
    case 'cohorts':
      return [
        grainsOf(shown, locale, (grain) => ({ ...shown, grain })),
        segmentsOf(shown, locale, SEGMENTS),
      ];
  }
}

function grainsOf(
  shown: { readonly grain: Grain },
  locale: Locale,
  command: (grain: Grain) => ReportCommand,
): Action[] {
  const labels = textFor(locale).answers.actions.grains;
  return GRAINS.map((grain) =>
    show(labels[grain], commandText(command(grain)), grain === shown.grain),
  );
}

function segmentsOf(
  shown: ReportCommand,
  locale: Locale,
  offered: readonly (Segment | undefined)[],
): Action[] {
  const labels = textFor(locale).answers.actions.segments;
  return offered.map((segment) =>
    show(labels[segment ?? 'both'], commandText({ ...shown, segment }), segment === shown.segment),
  );
}

/** Those a digest prints; a choice of one is none. */
function offsetsOf(shown: Extract<ReportCommand, { kind: 'trend' }>, locale: Locale): Action[] {
  const offered = HEADLINE[shown.grain];
  if (offered.length < 2) return [];
  return offered.map((offset) =>
    show(
      formatter(locale).offset(shown.grain, offset),
      commandText({ ...shown, offset }),
      offset === shown.offset,
    ),
  );
}

function doingOf(shown: ReportCommand, { locale, isPublic }: ActionOptions): Action[] {
  const { share, subscribe } = textFor(locale).answers.actions;
  const sharing: Action = {
    label: share,
    does: 'share',
    command: commandText(shown),
    isCurrent: false,
  };
  return [
    ...(isPublic ? [] : [sharing]),
    ...(shown.kind === 'digest' ? [subscribing(subscribe, shown)] : []),
  ];
}

function subscribing(label: string, { grain, app }: { grain: Grain; app: string | undefined }) {
  const command = ['subscribe', GRAIN_WORD[grain], app].filter(Boolean).join(' ');
  return { label, does: 'form', command, isCurrent: false } as const;
}

function show(label: string, command: string, isCurrent = false): Action {
  return { label, does: 'show', command, isCurrent };
}
