/** Who is taken for a member of a channel the bot is in. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientsOf } from '../../../adapters/slack/clients.ts';
import { type Membership, membershipOf } from '../../../adapters/slack/membership.ts';
import type { Clock } from '../../../src/ports/runtime.ts';
import { openTestHost, type TestHost } from '../../doubles/host.ts';
import { type Answers, openSlackWebApi, type SlackWebApi } from '../../doubles/slack-web-api.ts';
import { TOKEN } from '../../doubles/slack-workspace.ts';

let api: SlackWebApi;
let host: TestHost;
let membership: Membership;
let now = new Date('2026-11-22T01:30:00Z');
const clock: Clock = { now: () => now, sleep: async () => {} };

const PEOPLE: Record<string, string[]> = { C1: ['U1', 'U2'], C2: ['U3'] };
const refused = (error: string) => ({ ok: false, error });
const open = async (answers: Answers = {}) => {
  api = await openSlackWebApi({
    'conversations.info': ({ args }) => {
      const id = String(args['channel']);
      if (id === 'G9') return refused('channel_not_found');
      return { channel: { id, is_member: id in PEOPLE } };
    },
    'users.conversations': { channels: [{ id: 'C1' }, { id: 'C2' }] },
    'conversations.members': ({ args }) => ({ members: PEOPLE[String(args['channel'])] ?? [] }),
    ...answers,
  });
  host = await openTestHost({ clock });
  const settings = { SLACK_BOT_TOKEN: TOKEN, SLACK_API_URL: api.url };
  membership = membershipOf(clientsOf(settings, host.host.log), host.host);
};
const close = async () => {
  await api.close();
  await host.close();
};
const restart = async (answers: Answers) => {
  await close();
  await open(answers);
};
beforeEach(() => open());
afterEach(close);

describe('who speaks in a channel', () => {
  it.each([
    ['that the bot is in is a member', 'U9', 'C1', true],
    ['that it is not in is one by another channel', 'U3', 'C8', true],
    ['that it is not in, and in no other, is none', 'U9', 'C8', false],
    ['that it may not even see is judged by the others', 'U1', 'G9', true],
    ['is judged by the channels in a message to the bot', 'U2', 'D1', true],
    ['is none in a message to the bot alone', 'U9', 'D1', false],
  ])('%s', async (_, user, channel, expected) => {
    expect(await membership.isMember(user, channel)).toBe(expected);
  });

  it('is asked about once in ten minutes', async () => {
    await membership.isMember('U1', 'C1');
    await membership.isMember('U2', 'C1');
    expect(api.of('conversations.info')).toHaveLength(1);
    await membership.isMember('U1', 'D1');
    await membership.isMember('U2', 'D1');
    expect(api.of('users.conversations')).toHaveLength(1);
    now = new Date(now.getTime() + 11 * 60_000);
    await membership.isMember('U1', 'C1');
    await membership.isMember('U1', 'D1');
    expect(api.of('conversations.info')).toHaveLength(2);
    expect(api.of('users.conversations')).toHaveLength(2);
  });

  it('is asked about anew once the bot has come into another channel', async () => {
    await membership.isMember('U1', 'D1');
    membership.forget();
    await membership.isMember('U1', 'D1');
    expect(api.of('users.conversations')).toHaveLength(2);
  });

  it.each([
    [{ 'conversations.info': refused('missing_scope') }, 'C8'],
    [{ 'users.conversations': refused('unknown_method') }, 'C8'],
    [{ 'conversations.members': refused('missing_scope') }, 'D1'],
  ])('is unknown where Slack does not tell: %o', async (answers, channel) => {
    await restart(answers);
    expect(await membership.isMember('U1', channel)).toBeUndefined();
  });

  it('is asked about anew where Slack did not tell', async () => {
    let isDown = true;
    await restart({
      'users.conversations': () =>
        isDown ? refused('internal_error') : { channels: [{ id: 'C1' }] },
    });
    expect(await membership.isMember('U1', 'D1')).toBeUndefined();
    isDown = false;
    expect(await membership.isMember('U1', 'D1')).toBe(true);
  });

  it('is unknown, and no stranger, where there are more channels than are looked at', async () => {
    const channels = Array.from({ length: 20 }, (_, index) => ({ id: `C${index}` }));
    await restart({
      'users.conversations': { channels, response_metadata: { next_cursor: 'more' } },
    });
    expect(await membership.isMember('U1', 'D1')).toBe(true);
    expect(await membership.isMember('U9', 'D1')).toBeUndefined();
    expect(api.of('conversations.members')).toHaveLength(20);
  });

  it('is found on a later page', async () => {
    await restart({
      'conversations.members': ({ args }) =>
        args['cursor']
          ? { members: ['U9'] }
          : { members: ['U1'], response_metadata: { next_cursor: 'more' } },
    });
    expect(await membership.isMember('U9', 'D1')).toBe(true);
  });
});

it('says of one channel who is in it', async () => {
  expect(await membership.isIn('U1', 'C1')).toBe(true);
  expect(await membership.isIn('U3', 'C1')).toBe(false);
});

it('believes that it is not in a channel no longer than it is asked', async () => {
  const signal = AbortSignal.timeout(5000);
  expect(await membership.isBotIn('C8', signal)).toBe(false);
  PEOPLE['C8'] = ['U1'];
  expect(await membership.isBotIn('C8', signal)).toBe(true);
  delete PEOPLE['C8'];
});
