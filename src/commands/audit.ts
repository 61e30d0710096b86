/** `audit`: who changed what, when and where, newest first. */
import { textFor } from '../core/text/index.ts';
import { BY_HAND } from '../ports/audit-log.ts';
import type { AuditEntry } from '../ports/stores.ts';
import type { House, Terminal } from './house.ts';

export interface AuditArgs {
  /** How many entries at most. */
  readonly limit: number;
  readonly json: boolean;
}

export async function runAudit(
  { bot, config }: Pick<House, 'bot' | 'config'>,
  { limit, json }: AuditArgs,
  { stdout }: Pick<Terminal, 'stdout'>,
): Promise<number> {
  const entries = await bot.stores.audit.list(limit);
  if (json) {
    stdout.write(`${JSON.stringify(entries, null, 2)}\n`);
    return 0;
  }
  const { audit } = textFor(config.locale).terminal;
  // Another version may have written actions that this one has no words for.
  const actions: Readonly<Record<string, string>> = audit.actions;
  const lines = entries.map((entry) =>
    [
      entry.at.toISOString(),
      whoOf(entry, audit),
      ...(entry.chat ? [`${entry.adapter}:${entry.chat}`] : []),
      actions[entry.action] ?? entry.action,
      ...(entry.detail ? [entry.detail] : []),
    ]
      .map(printable)
      .join('  '),
  );
  stdout.write(`${lines.length > 0 ? lines.join('\n') : audit.none}\n`);
  return 0;
}

type Words = ReturnType<typeof textFor>['terminal']['audit'];

function whoOf({ adapter, user }: AuditEntry, { byHand, platform }: Words): string {
  if (adapter === BY_HAND) return byHand;
  return user || platform({ adapter });
}

/** What came from a chat must not steer a terminal. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}
