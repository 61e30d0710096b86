/** What turns Slack on. */
import { describe, expect, it } from 'vitest';
import { slack } from '../../../adapters/slack/index.ts';

describe('the Slack settings', () => {
  const needed = { SLACK_BOT_TOKEN: 'anything', SLACK_SIGNING_SECRET: 'at all' };

  it('take ids and secrets as they come', () => {
    expect(slack.settings.parse(needed)).toEqual(needed);
  });

  it.each([
    ['SLACK_APP_TOKEN', { SLACK_BOT_TOKEN: 'x', SLACK_APP_TOKEN: '' }],
    ['SLACK_BOT_TOKEN', { ...needed, SLACK_BOT_TOKEN: '' }],
    ['SLACK_API_URL', { ...needed, SLACK_API_URL: 'slack' }],
  ])('name %s when it is wrong', (name, given) => {
    const issues = slack.settings.safeParse(given).error?.issues ?? [];
    expect(issues.map(({ path }) => path.join('.'))).toEqual([name]);
  });

  it.each([
    [{ SLACK_BOT_TOKEN: 'x' }, ['SLACK_APP_TOKEN / SLACK_SIGNING_SECRET']],
    [needed, []],
    [{ SLACK_BOT_TOKEN: 'x', SLACK_APP_TOKEN: 'xapp-1' }, []],
  ])('%o lack %o', (given, missing) => {
    expect(slack.missing(given)).toEqual(missing);
  });

  it('explain each variable', () => {
    for (const field of Object.values(slack.settings.shape)) expect(field.description).toBeTruthy();
    const names = Object.keys(slack.settings.shape);
    expect(names).toContain(slack.enabledBy);
    expect(names).toContain(slack.channelFrom);
  });
});
