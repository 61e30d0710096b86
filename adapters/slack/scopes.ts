/** What the Slack app can't do for want of a scope. */
import { formatter } from '../../src/core/format.ts';
import type { Catalogue, Locale } from '../../src/core/text/index.ts';
import type { Finding } from '../../src/ports/adapter.ts';

/** Without it nothing is posted. */
const NEEDED = 'chat:write';

/** What each group is for; the app works without them, with less. */
const USED = {
  commands: ['commands'],
  pictures: ['files:write', 'files:read'],
  search: ['channels:history', 'groups:history'],
  channels: ['channels:read', 'groups:read'],
  mentions: ['app_mentions:read'],
  messages: ['im:history'],
} as const satisfies Record<keyof Catalogue['terminal']['slackWithout'], readonly string[]>;

/** Whatever the app asks for. */
export const SCOPES: readonly string[] = [NEEDED, ...Object.values(USED).flat()];

/** @param granted as Slack tells them with every answer: https://docs.slack.dev/authentication/installing-with-oauth */
export function scopeFindings(
  granted: readonly string[],
  { terminal, errors }: Catalogue,
  locale: Locale,
): Finding[] {
  const found: Finding[] = [];
  const tell = (status: Finding['status'], message: string, fix: string) =>
    void found.push({ name: 'scopes', status, message, fix });
  if (!granted.includes(NEEDED)) {
    const { message, hint } = errors.slack_scope({ needed: NEEDED });
    tell('fault', message, hint);
  }
  for (const [purpose, scopes] of Object.entries(USED)) {
    const missing = scopes.filter((scope) => !granted.includes(scope));
    if (missing.length === 0) continue;
    const without = terminal.slackWithout[purpose as keyof typeof USED];
    const needed = formatter(locale).list(missing);
    tell('note', without({ scopes: needed }), errors.slack_scope({ needed }).hint);
  }
  if (found.length === 0) tell('ok', terminal.slackScopes, '');
  return found;
}
