/** Questions about one app: its digest, one offset over time, its cohorts. */
import { actionsFor, digestActions } from '../core/actions.ts';
import { TREND_LENGTH } from '../core/chart.ts';
import type { ReportCommand } from '../core/command/command.ts';
import { commandText } from '../core/command-text.ts';
import { composeCohorts } from '../core/compose-cohorts.ts';
import { composeTrend } from '../core/compose-trend.ts';
import { formatter } from '../core/format.ts';
import { cohortGrid, HEAT_LENGTH } from '../core/heat-map.ts';
import type { App } from './bot.ts';
import { baselineReach, olderRemark, readBack } from './compose.ts';
import { newest, upTo } from './look-up.ts';
import { type Answered, appOf, nothingKnown, type Question, said } from './question.ts';

type Of<Kind extends ReportCommand['kind']> = Extract<ReportCommand, { kind: Kind }>;

export async function answerDigest(question: Question, command: Of<'digest'>): Promise<Answered> {
  const { bot, asked, isPublic } = question;
  const { locale } = asked;
  const app = appOf(bot, command.app);
  const latest = command.period ? undefined : await newest(question, app, command.grain);
  const found = command.period ? await upTo(question, app, command.period) : latest?.found;
  if (!found) return nothingKnown(question, app, command.period);
  const { period } = found.comparison;
  const { segment } = command;
  const digest = found.digest(locale, {
    segment,
    remarks: latest ? olderRemark(latest.wanted, period, locale) : [],
    hints: otherApps(question, app, command.app),
    actions: digestActions({ app: app.appid, period, segment }, { locale, isPublic }),
    ...(command.period && { asOf: bot.clock.now() }),
  });
  return { digest, report: commandText({ ...command, app: app.appid, period }) };
}

export async function answerTrend(question: Question, command: Of<'trend'>): Promise<Answered> {
  const { bot, asked, text } = question;
  const app = appOf(bot, command.app);
  const { grain, offset, length, segment = 'new' } = command;
  const latest = await newest(question, app, grain);
  if (!latest) return nothingKnown(question, app);
  const { comparison, circumstances } = latest.found;
  const { period } = comparison;
  // The oldest shown may be the newest with a rate, and is judged then.
  const back = (length ?? TREND_LENGTH[grain]) + baselineReach(period, circumstances);
  const triangle = await readBack(bot, app, period, back, bot.clock.now());
  const shown: ReportCommand = { ...command, app: app.appid, segment };
  const digest = composeTrend(
    { comparison, triangle, circumstances, segment, offset, length },
    {
      ...wordsFor(question, app, shown),
      remarks: olderRemark(latest.wanted, period, asked.locale),
    },
  );
  if (digest) return { digest, report: commandText(shown) };
  const label = formatter(asked.locale).offset(grain, offset);
  const sentence = text.answers.trend.nothing({ app: app.name, label });
  return said(question, text.commands.noDataTitle, sentence);
}

export async function answerCohorts(question: Question, command: Of<'cohorts'>): Promise<Answered> {
  const { bot, asked } = question;
  const app = appOf(bot, command.app);
  const { grain, segment = 'new' } = command;
  const latest = await newest(question, app, grain);
  if (!latest) return nothingKnown(question, app);
  const { period } = latest.found.comparison;
  const triangle = await readBack(bot, app, period, HEAT_LENGTH[grain], bot.clock.now());
  const shown: ReportCommand = { ...command, app: app.appid, segment };
  const digest = composeCohorts(cohortGrid(triangle, period, segment), period, segment, {
    ...wordsFor(question, app, shown),
    remarks: olderRemark(latest.wanted, period, asked.locale),
  });
  return { digest, report: commandText(shown) };
}

function wordsFor({ bot, asked, isPublic }: Question, app: App, shown: ReportCommand) {
  const { locale } = asked;
  const actions = actionsFor(shown, { locale, isPublic });
  return { appName: app.name, locale, simulated: bot.simulated, actions };
}

function otherApps({ bot, asked, text }: Question, shown: App, named: string | undefined) {
  const others = bot.apps.filter((app) => app !== shown).map((app) => app.name);
  if (named !== undefined || others.length === 0) return [];
  return [text.digest.otherApps({ apps: formatter(asked.locale).list(others) })];
}
