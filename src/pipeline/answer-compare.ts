/** Questions about two: apps side by side, or two cohorts of one. */
import { actionsFor } from '../core/actions.ts';
import { SEGMENTS, type Segment } from '../core/cohort.ts';
import type { ReportCommand } from '../core/command/command.ts';
import { commandText } from '../core/command-text.ts';
import { composeContrast } from '../core/compose-contrast.ts';
import {
  type ContrastedSegment,
  type ContrastShown,
  contrastApps,
  contrastPeriods,
} from '../core/contrast.ts';
import { formatter } from '../core/format.ts';
import { noteText } from '../core/notes.ts';
import {
  distance,
  type Grain,
  matureOffsets,
  newestExpected,
  type Period,
} from '../core/period.ts';
import type { App } from './bot.ts';
import { type Composed, composeNewest, olderRemark } from './compose.ts';
import { cohortsOf, newest, upTo } from './look-up.ts';
import { type Answered, appOf, nothingKnown, type Question, said } from './question.ts';

type Of<Kind extends ReportCommand['kind']> = Extract<ReportCommand, { kind: Kind }>;

/** Two apps up to the same period: the one that was named, or the newest that both have. */
export async function answerApps(
  question: Question,
  command: Of<'compare-apps'>,
): Promise<Answered> {
  const { bot, asked, text } = question;
  const [one, other] = [appOf(bot, command.apps[0]), appOf(bot, command.apps[1])];
  const wanted = newestExpected(command.grain, bot.clock.now());
  const latest = command.period ? [] : await newestOf(question, [one, other], command.grain);
  const lacking = latest.find(({ period }) => !period);
  if (lacking) return nothingKnown(question, lacking.app);
  const period = command.period ?? oldest(latest.flatMap((each) => each.period ?? []));
  const first = period && (await upTo(question, one, period));
  if (!first) return nothingKnown(question, one, period);
  const second = await upTo(question, other, period);
  if (!second) return nothingKnown(question, other, period);

  const remarks = command.period ? [] : olderRemark(wanted, period, asked.locale);
  const format = formatter(asked.locale);
  const names = namesOf(question, one, other);
  return shown(
    question,
    { ...command, period },
    {
      title: text.answers.contrast.title({
        one: names[0],
        other: names[1],
        grain: command.grain,
        period: format.period(period),
      }),
      subtitle: format.period(period),
      names,
      spoken: names[0],
      grain: command.grain,
      segments: segmentsOf(command.segment).flatMap((segment) => {
        const [own, its] = [figuresOf(first, segment), figuresOf(second, segment)];
        if (!own || !its) return [];
        return [{ segment, sizes: [own.size, its.size], contrasts: contrastApps(own, its) }];
      }),
      upTo: period,
      notes: [
        ...notesOf(question, names[0], first),
        ...notesOf(question, names[1], second),
        ...remarks,
      ],
    },
  );
}

function newestOf(question: Question, apps: readonly App[], grain: Grain) {
  return Promise.all(
    apps.map(async (app) => {
      const latest = await newest(question, app, grain);
      return { app, period: latest?.found.comparison.period };
    }),
  );
}

function oldest(periods: readonly Period[]): Period | undefined {
  return periods.toSorted((a, b) => (a.first < b.first ? -1 : 1)).at(0);
}

/** The first of two cohorts against the second, at the offsets that both have. */
export async function answerPeriods(
  question: Question,
  command: Of<'compare-periods'>,
): Promise<Answered> {
  const { bot, text } = question;
  const app = appOf(bot, command.app);
  const { periods } = command;
  const triangle = await cohortsOf(question, app, periods);
  const missing = periods.find(({ first }) => !triangle.has(first));
  if (missing) return nothingKnown(question, app, missing);
  const words = text.answers.contrast;
  const names = periodNames(question, periods);
  const now = bot.clock.now();
  const latest = await composeNewest(bot, app, newestExpected(periods[0].grain, now), now);
  const all = segmentsOf(command.segment).map((segment) => {
    const sizeOf = ({ first }: Period) => triangle.get(first)?.counts[segment].get(0) ?? null;
    const sizes = [sizeOf(periods[0]), sizeOf(periods[1])] as const;
    const known = latest && figuresOf(latest, segment);
    return { segment, sizes, contrasts: contrastPeriods(triangle, periods, segment, known) };
  });
  const segments = all.filter(({ contrasts }) => contrasts.length > 0);
  const [one, other] = names;
  if (segments.length === 0)
    return said(question, text.commands.noDataTitle, words.nothing({ one, other }));
  return shown(
    question,
    { ...command, app: app.appid },
    {
      title: words.periodsTitle({ app: app.name, one, other }),
      subtitle: app.name,
      names,
      spoken: words.ofApp({ app: app.name, name: one }),
      grain: periods[0].grain,
      segments,
      notes: [...otherWeekdays(question, periods), ...lackingOf(question, periods, all)],
    },
  );
}

/** People come back otherwise on a Saturday than on a Monday. */
function otherWeekdays({ text }: Question, [one, other]: readonly [Period, Period]): string[] {
  const isSame = one.grain !== 'day' || distance(one, other) % 7 === 0;
  return isSame ? [] : [text.answers.contrast.weekdays];
}

/** Rates there should be by now of both, and are not. */
function lackingOf(
  { bot, asked, text }: Question,
  [one, other]: readonly [Period, Period],
  segments: readonly ContrastedSegment[],
): string[] {
  const format = formatter(asked.locale);
  const newest = newestExpected(one.grain, bot.clock.now());
  const younger = one.first > other.first ? one : other;
  return segments.flatMap(({ segment, contrasts }) => {
    const lacking = matureOffsets(younger, newest).filter(
      (offset) => offset > 0 && !contrasts.some((contrast) => contrast.offset === offset),
    );
    if (lacking.length === 0) return [];
    const labels = lacking.map((offset) => format.offset(one.grain, offset));
    return [
      text.answers.contrast.lacking({
        segment: text.digest.segment[segment],
        labels: labels.join(text.digest.comma),
      }),
    ];
  });
}

function shown({ bot, asked, isPublic }: Question, command: ReportCommand, what: ContrastShown) {
  const { locale } = asked;
  const actions = actionsFor(command, { locale, isPublic });
  const digest = composeContrast(what, { locale, simulated: bot.simulated, actions });
  return { digest, report: commandText(command) };
}

function segmentsOf(named: Segment | undefined): readonly Segment[] {
  return named ? [named] : SEGMENTS;
}

function figuresOf({ comparison }: Composed, segment: Segment) {
  return comparison.segments.find((one) => one.segment === segment);
}

/** Two apps may have one name. */
function namesOf({ text }: Question, one: App, other: App): [string, string] {
  if (one.name !== other.name) return [one.name, other.name];
  return [text.commands.app(one), text.commands.app(other)];
}

/** With the year where the short names leave it open. */
function periodNames({ asked }: Question, [one, other]: readonly [Period, Period]) {
  const format = formatter(asked.locale);
  const isOneYear = one.first.slice(0, 4) === other.first.slice(0, 4);
  const name = isOneYear ? format.shortPeriod : format.period;
  return [name(one), name(other)] as const;
}

function notesOf({ asked, text }: Question, name: string, { comparison }: Composed): string[] {
  const format = formatter(asked.locale);
  return comparison.notes.map((note) =>
    text.terminal.because({ what: name, why: noteText(note, text, format) }),
  );
}
