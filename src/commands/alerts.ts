/** `alerts`: what is open now, as JSON or as a list. */
import { findingLine } from '../core/alerts/list.ts';
import { openRows } from '../core/alerts/rows.ts';
import { formatter } from '../core/format.ts';
import { textFor } from '../core/text/index.ts';
import { openAlerts } from '../pipeline/open-alerts.ts';
import type { House, Terminal } from './house.ts';
import { pickApps } from './pick-apps.ts';

export interface AlertsArgs {
  readonly app: string | undefined;
  /** Whether the moment is one of `--as-of`, which the bot's memory says nothing of. */
  readonly isPast: boolean;
  readonly json: boolean;
}

export async function runAlerts(
  { bot, config, signal }: House,
  { app, isPast, json }: AlertsArgs,
  { stdout }: Pick<Terminal, 'stdout'>,
): Promise<number> {
  const found = await openAlerts(bot, pickApps(bot, app), { isPast, signal });
  if (json) {
    const rows = found.flatMap((one) => openRows(one.app.appid, one.open));
    stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return 0;
  }
  const text = textFor(config.locale);
  const { none, replayed } = text.terminal.alerts;
  const format = formatter(config.locale);
  const lines = found.flatMap(({ app: { name }, open, isReplayed }) =>
    open.map((one) => {
      const entry = findingLine(name, one, text, format);
      return isReplayed ? replayed({ entry }) : entry;
    }),
  );
  stdout.write(`${lines.length > 0 ? lines.join('\n') : none}\n`);
  return 0;
}
