/** A tick at 09:30, from WeChat to both chats, and what must not happen twice. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { periodOf } from '../../src/core/period.ts';
import { SAMPLE_APPS } from '../../src/demo/apps.ts';
import { openResponseUrl, sendCommand } from '../doubles/slack-workspace.ts';
import { openRig, type Rig } from './rig.ts';

const APP = SAMPLE_APPS[0]?.appid ?? '';
let rig: Rig;

beforeEach(async () => {
  rig = await openRig('2026-11-22T09:00:00+08:00');
});
afterEach(() => rig.close());

async function morning(heart: { beat(): Promise<void>; idle(): Promise<void> }, moment: string) {
  rig.at(moment);
  await heart.beat();
  await heart.idle();
}

async function slackDigests() {
  const messages = await rig.slack.messages(rig.slack.channels['reports'] ?? '');
  return messages.filter(({ metadata }) => metadata !== undefined);
}

function teamsDigests() {
  return rig.teams.messages.filter(({ activity }) => JSON.stringify(activity).includes('留存 ·'));
}

/** "25.3%" of the truth, computed here without the bot's own arithmetic. */
function truth(day: string, offset: number, segment: 'new' | 'active'): string {
  const counts = rig.world.truth(APP, periodOf('day', day))?.[segment];
  return `${(((counts?.get(offset) ?? Number.NaN) / (counts?.get(0) ?? Number.NaN)) * 100).toFixed(1)}%`;
}

describe('a tick at 09:30', () => {
  it('brings the digest with its picture and the true numbers to Slack and Teams, once', async () => {
    const { heart, url } = await rig.open();
    await heart.beat();
    await rig.install(url);
    await morning(heart, '2026-11-22T09:30:10+08:00');

    const [posted, ...more] = await slackDigests();
    expect(more).toEqual([]);
    const cards = teamsDigests();
    expect(cards).toHaveLength(1);
    const said = [JSON.stringify(posted), JSON.stringify(cards[0])];
    for (const text of said)
      for (const segment of ['new', 'active'] as const) {
        expect(text).toContain(truth('2026-11-20', 1, segment));
        expect(text).toContain(truth('2026-11-14', 7, segment));
        expect(text).toContain(truth('2026-10-22', 30, segment));
      }
    const image = posted?.blocks?.find((block: { type: string }) => block.type === 'image');
    const png = await rig.slack.file(image.slack_file.id);
    expect([...png.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1600, 800]);
    expect(said[1]).toContain('data:image/png;base64,');
    expect(said[1]).toContain('新增用户');

    await morning(heart, '2026-11-22T09:31:00+08:00');
    await morning(heart, '2026-11-22T10:31:00+08:00');
    expect(await slackDigests()).toHaveLength(1);
    expect(teamsDigests()).toHaveLength(1);
  });

  it('asks WeChat for 38 days first and for exactly 10 cohorts the next morning', async () => {
    const { heart } = await rig.open();
    await heart.beat();
    await morning(heart, '2026-11-22T09:30:10+08:00');
    const days = () => rig.wechat.calls.filter(({ endpoint }) => endpoint === 'day').length;
    expect(days()).toBe(38);
    await morning(heart, '2026-11-23T09:30:10+08:00');
    expect(days()).toBe(48);
    expect(await slackDigests()).toHaveLength(2);
  });

  it('posts once when two processes share the database and fire the same tick', async () => {
    const [first, second] = [await rig.open(), await rig.open()];
    await first.heart.beat();
    await second.heart.beat();
    await rig.install(first.url);
    rig.at('2026-11-22T09:30:10+08:00');
    await Promise.all([first.heart.beat(), second.heart.beat()]);
    await Promise.all([first.heart.idle(), second.heart.idle()]);
    expect(await slackDigests()).toHaveLength(1);
    expect(teamsDigests()).toHaveLength(1);
  });

  it('posts no second message after Slack took the first and its answer was lost', async () => {
    const { heart } = await rig.open();
    await heart.beat();
    rig.slack.fail('chat.postMessage', { kind: 'lost' });
    await morning(heart, '2026-11-22T09:30:10+08:00');
    await morning(heart, '2026-11-22T09:32:00+08:00');
    expect(await slackDigests()).toHaveLength(1);
    expect(rig.slack.calls.filter((call) => call === 'chat.postMessage')).toHaveLength(1);
  });

  it('waits while WeChat has no figures, then posts them', async () => {
    const { heart } = await rig.open();
    await heart.beat();
    const late = rig.wechat.calls.length;
    rig.at('2026-11-22T09:30:10+08:00');
    vi.spyOn(rig.world, 'truth').mockReturnValueOnce({ new: new Map(), active: new Map() });
    await heart.beat();
    await heart.idle();
    expect(await slackDigests()).toEqual([]);
    expect(rig.wechat.calls.slice(late).filter(({ endpoint }) => endpoint === 'day')).toHaveLength(
      1,
    );
    await morning(heart, '2026-11-22T10:16:00+08:00');
    expect(await slackDigests()).toHaveLength(1);
  });

  it('reaches Slack though the bot is not installed in the Teams channel, and Teams once it is', async () => {
    const { heart, url } = await rig.open();
    await heart.beat();
    await morning(heart, '2026-11-22T09:30:10+08:00');
    expect(await slackDigests()).toHaveLength(1);
    expect(teamsDigests()).toEqual([]);
    await rig.install(url);
    await morning(heart, '2026-11-22T10:16:00+08:00');
    expect(teamsDigests()).toHaveLength(1);
    expect(await slackDigests()).toHaveLength(1);
  });
});

describe('a command', () => {
  it('is acknowledged and answered with the true numbers when signed, and refused when not', async () => {
    const { url } = await rig.open();
    rig.at('2026-11-22T09:30:10+08:00');
    const answers = await openResponseUrl();
    const command = {
      to: url,
      text: 'daily',
      channel: rig.slack.channels['reports'] ?? '',
      responseUrl: answers.url,
    };
    const refused = await sendCommand({ ...command, secret: 'not the secret' });
    expect(refused.status).toBe(401);
    const acknowledged = await sendCommand(command);
    expect(acknowledged.status).toBe(200);
    await answers.arrived(1);
    expect(JSON.stringify(answers.received)).toContain(truth('2026-11-20', 1, 'new'));
    await answers.close();
  });
});
