/** What is wrong with a command, in words: what was understood, and what to say instead. */
import type { AppName, CommandFault } from './command/command.ts';
import { offsetWord } from './command-text.ts';
import type { Formatter } from './format.ts';
import { beijingDate, OFFSETS, readyAt } from './period.ts';
import type { Catalogue } from './text/index.ts';

export function faultText(fault: CommandFault, text: Catalogue, format: Formatter): string {
  const words = text.commands.faults;
  switch (fault.kind) {
    case 'no-date':
      return words.noDate({ word: fault.word });
    case 'not-over':
      return words.notOver({
        period: format.period(fault.period),
        day: format.day(beijingDate(readyAt(fault.period))),
      });
    case 'other-grain':
      return words.otherGrain({ word: fault.word, grain: fault.grain });
    case 'which-app':
      return words.whichApp({
        word: fault.word,
        apps: appsText(fault.apps, text, format),
      });
    case 'compare-what':
      return words.compareWhat;
    case 'no-offset': {
      const { grain } = fault;
      const offsets = OFFSETS[grain].filter((offset) => offset > 0);
      const known = offsets.map((offset) => offsetWord(grain, offset));
      return words.noOffset({
        word: fault.word.toUpperCase(),
        offsets: known.join(text.digest.comma),
      });
    }
    case 'no-length':
      return words.noLength({ word: fault.word, most: format.count(fault.most) });
    case 'no-time':
      return words.noTime({ word: fault.word });
    case 'no-zone':
      return fault.meant === undefined
        ? words.noZone({ word: fault.word })
        : words.zoneMeant({ word: fault.word, meant: fault.meant });
    case 'no-grain':
      return words.noGrain;
    case 'no-number':
      return fault.word === '' ? words.whichNumber : words.noNumber({ word: fault.word });
    case 'no-days':
      return words.noDays({ most: format.count(fault.most) });
    case 'no-share':
      return words.noShare({ word: fault.word });
    case 'no-span':
      return words.noSpan({ word: fault.word, most: format.count(fault.most) });
  }
}

/** A sentence has room for so many; there are buttons for no more. */
const MOST_APPS = 5;

function appsText(apps: readonly AppName[], text: Catalogue, format: Formatter): string {
  const named = apps.slice(0, MOST_APPS).map((app) => text.commands.app(app));
  const more = apps.length - named.length;
  return format.list(
    more > 0 ? [...named, text.commands.faults.others({ count: format.count(more) })] : named,
  );
}
