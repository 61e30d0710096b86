/** Answers without figures: the help, the apps, and what was not understood. */
import { helpActions, meantActions, whichAppActions } from '../core/actions.ts';
import { type CommandFault, parseCommand } from '../core/command/index.ts';
import type { Section } from '../core/digest.ts';
import { faultText } from '../core/faults.ts';
import { formatter } from '../core/format.ts';
import { type Answered, type Question, said } from './question.ts';

export function help(question: Question): Answered {
  const { asked, text } = question;
  return said(question, text.commands.helpTitle, text.commands.helpSummary, {
    sections: helpOf(question),
    actions: helpActions(asked.locale),
  });
}

export function listApps(question: Question): Answered {
  const { bot, text } = question;
  const { appsTitle, appsSummary, app } = text.commands;
  return said(question, appsTitle, appsSummary({ count: String(bot.apps.length) }), {
    sections: [{ kind: 'list', heading: appsTitle, items: bot.apps.map((one) => app(one)) }],
  });
}

export function unknown(question: Question, word: string, meant: string | undefined): Answered {
  const { commands } = question.text;
  if (meant === undefined)
    return said(question, commands.unknownTitle, commands.unknown({ word }), {
      sections: helpOf(question),
      actions: helpActions(question.asked.locale),
    });
  return said(question, commands.unknownTitle, commands.meant({ word, meant }), {
    actions: meantActions(meant),
  });
}

export function faulty(question: Question, fault: CommandFault): Answered {
  const { asked, text } = question;
  const sentence = faultText(fault, text, formatter(asked.locale));
  const actions =
    fault.kind === 'which-app'
      ? whichAppActions(fault.apps, ({ appid }) => meantBy(question, fault.word, appid))
      : [];
  return said(question, text.commands.faultTitle, sentence, { actions });
}

/** What was typed, with the appid in place of the word that left it open. */
function meantBy({ bot, asked }: Question, word: string, appid: string): string {
  const typed = ` ${asked.text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ')} `;
  const place = typed.lastIndexOf(` ${word} `);
  const rest = typed.slice(place + word.length + 1);
  const command = `${typed.slice(0, place + 1)}${appid}${rest}`.trim();
  const reading = { apps: bot.apps, now: bot.clock.now() };
  const isRead = !['faulty', 'unknown'].includes(parseCommand(command, reading).kind);
  return place >= 0 && isRead ? command : appid;
}

function helpOf({ text }: Question): Section[] {
  return [{ kind: 'list', heading: text.commands.helpHeading, items: text.commands.help }];
}
