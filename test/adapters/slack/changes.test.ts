/** What changes for the bot in a workspace. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asEvent } from '../../doubles/slack-requests.ts';
import { openRig, type Rig } from './rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await openRig();
});
afterEach(() => rig.close());

const heard = async (event: object) => {
  expect((await rig.send(asEvent(event))).status).toBe(200);
  await rig.adapter.close();
};

it.each([
  ['it is invited', { type: 'member_joined_channel', user: 'U0BOT', channel: 'C7' }],
  ['a channel comes back', { type: 'channel_unarchive', user: 'U1', channel: 'C7' }],
  ['a private channel comes back', { type: 'group_unarchive', channel: 'C7' }],
])('posts again where %s', async (_, event) => {
  await heard(event);
  expect(rig.host.resumed).toEqual(['slack:C7']);
});

it('does not mind others coming in', async () => {
  await heard({ type: 'member_joined_channel', user: 'U1', channel: 'C7' });
  expect(rig.host.resumed).toEqual([]);
});

it.each([{ type: 'app_uninstalled' }, { type: 'tokens_revoked', tokens: { bot: ['U0BOT'] } }])(
  'says in plain words that it was removed: %o',
  async (event) => {
    await heard(event);
    expect(rig.host.log.filter(({ level }) => level === 'error')).toMatchObject([
      { fields: { err: { code: 'slack_token', params: { detail: event.type } } } },
    ]);
  },
);

it('does not mind a person’s token', async () => {
  await heard({ type: 'tokens_revoked', tokens: { oauth: ['U1'] } });
  expect(rig.host.log.filter(({ level }) => level === 'error')).toEqual([]);
});
