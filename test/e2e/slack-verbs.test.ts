/** What somebody in Slack may say and press, against the whole bot: signed requests in, true figures out. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Period, periodOf } from '../../src/core/period.ts';
import { textFor } from '../../src/core/text/index.ts';
import { SAMPLE_APPS } from '../../src/demo/apps.ts';
import {
  asCommand,
  asEvent,
  asPress,
  asSubmission,
  sendSigned,
} from '../doubles/slack-requests.ts';
import {
  type Answered,
  openResponseUrls,
  type ResponseUrls,
} from '../doubles/slack-response-urls.ts';
import { openRig, type Rig } from './rig.ts';

const [READER = '', STORE = ''] = SAMPLE_APPS.map(({ appid }) => appid);
const [NAME = ''] = SAMPLE_APPS.map(({ name }) => name);
const DANA = 'U000000001';
const { answers: words, subscriptions, commands } = textFor('en');

const day = (date: string) => periodOf('day', date);
const week = (date: string) => periodOf('week', date);
const month = (date: string) => periodOf('month', date);

let rig: Rig;
let urls: ResponseUrls;
let url: string;
let channel: string;

// A Sunday: Saturday, the week of November 9 and October are the newest that are over.
beforeAll(async () => {
  rig = await openRig('2026-11-22T09:29:00+08:00', { apps: 2 });
  urls = await openResponseUrls();
  channel = rig.slack.channels['reports'] ?? '';
  const { heart, url: address } = await rig.open();
  url = address;
  await heart.beat();
  rig.at('2026-11-22T09:30:10+08:00');
  await heart.beat();
  await heart.idle();
});
afterAll(async () => {
  await rig.close();
  await urls.close();
});

/** "25.3%" of the truth, computed here without the bot's own arithmetic. */
function truth(cohort: Period, offset: number, segment: 'new' | 'active' = 'new', app = READER) {
  const counts = rig.world.truth(app, cohort)?.[segment];
  return `${(((counts?.get(offset) ?? Number.NaN) / (counts?.get(0) ?? Number.NaN)) * 100).toFixed(1)}%`;
}

/** Sends a request with a response_url of its own, and waits for the answer that comes there. */
async function answered(send: (responseUrl: string) => Promise<Response>): Promise<Answered> {
  const before = urls.taken.length;
  const { status } = await send(urls.fresh());
  expect(status).toBe(200);
  return (await urls.arrived(before + 1))[before] as Answered;
}

const say = (text: string) =>
  answered((responseUrl) => sendSigned(url, asCommand({ text, channel, user: DANA, responseUrl })));

interface Button {
  readonly action_id: string;
  readonly value: string;
  readonly style?: string;
  readonly text: { readonly text: string };
}

/** Those of a message, by their labels. */
function buttonsOf(message: { readonly blocks?: unknown }): Record<string, Button> {
  const blocks = message.blocks as { type: string; elements: Button[] }[];
  const buttons = blocks.flatMap(({ type, elements }) => (type === 'actions' ? elements : []));
  return Object.fromEntries(buttons.map((button) => [button.text.text, button]));
}

function buttonOf(message: { readonly blocks?: unknown }, label: string): Button {
  const button = buttonsOf(message)[label];
  if (!button) throw new Error(`${label} is none of ${Object.keys(buttonsOf(message)).join(', ')}`);
  return button;
}

const pressed = (
  { action_id: action, value: command }: Button,
  on: { readonly ts: string; readonly isPrivate: boolean; readonly trigger?: string },
  responseUrl: string,
) => sendSigned(url, asPress({ ...on, action, command, channel, user: DANA, responseUrl }));

const standing = () => rig.slack.messages(channel);

/** The message once it says this; an edit has nobody who waits for it. */
const edited = (ts: string, text: string) =>
  vi.waitFor(async () => {
    const message = (await standing()).find((one) => one.ts === ts);
    expect(JSON.stringify(message)).toContain(text);
    return message ?? expect.fail();
  });

const PRIVATE = { ts: '1764000000.000100', isPrivate: true };

describe('a command', () => {
  const reports: [string, string, () => string[]][] = [
    ['', 'Sat, Nov 21, 2026', () => [truth(day('2026-11-20'), 1), truth(day('2026-11-14'), 7)]],
    ['daily new', 'Sat, Nov 21, 2026', () => [truth(day('2026-10-22'), 30)]],
    ['daily active', 'Sat, Nov 21, 2026', () => [truth(day('2026-11-20'), 1, 'active')]],
    ['ＤＡＩＬＹ　lotus', 'Lotus Store', () => [truth(day('2026-11-20'), 1, 'new', STORE)]],
    ['weekly', 'Nov 9 – 15, 2026', () => [truth(week('2026-11-02'), 1)]],
    ['monthly', 'October 2026', () => [truth(month('2026-09-01'), 1)]],
    ['日', 'Sat, Nov 21, 2026', () => [truth(day('2026-11-20'), 1)]],
    ['周', 'Nov 9 – 15, 2026', () => [truth(week('2026-11-02'), 1)]],
    ['月', 'October 2026', () => [truth(month('2026-09-01'), 1)]],
    ['2026-11-20', 'Fri, Nov 20, 2026', () => [truth(day('2026-11-19'), 1)]],
    ['yesterday', 'Sat, Nov 21, 2026', () => [truth(day('2026-11-20'), 1)]],
    ['2026-W45', 'Nov 2 – 8, 2026', () => [truth(week('2026-10-26'), 1)]],
    ['last week', 'Nov 9 – 15, 2026', () => [truth(week('2026-11-02'), 1)]],
    ['2026-09', 'September 2026', () => [truth(month('2026-08-01'), 1)]],
    [
      `compare ${NAME} lotus`,
      'Lotus Store',
      () => [READER, STORE].map((app) => truth(day('2026-11-20'), 1, 'active', app)),
    ],
    [
      'compare 2026-W44 2026-W43',
      'Oct 26 – Nov 1 and Oct 19 – 25',
      () => [truth(week('2026-10-26'), 1), truth(week('2026-10-19'), 1)],
    ],
    ['trend D7 14d', 'D7 trend', () => [truth(day('2026-11-14'), 7)]],
    ['趋势 次日', 'D1 trend', () => [truth(day('2026-11-20'), 1)]],
    ['cohorts', 'Daily cohorts', () => [truth(day('2026-11-20'), 1), truth(day('2026-11-10'), 7)]],
    ['weekly cohorts', 'Weekly cohorts', () => [truth(week('2026-11-02'), 1)]],
  ];
  it.each(reports)('“%s” is answered with the true figures', async (text, title, figures) => {
    const answer = await say(text);
    const said = JSON.stringify(answer.blocks);
    expect(answer).toMatchObject({ response_type: 'ephemeral', replace_original: false });
    expect(said).toContain(title);
    for (const figure of figures()) expect(said).toContain(figure);
    // Where blocks aren't read out, the text is: its figures are the same.
    expect(answer.text).toMatch(/\d+\.\d%/);
    expect(Object.keys(buttonsOf(answer))).toContain(words.actions.share);
  });

  const rest: [string, string, string][] = [
    ['apps', commands.appsTitle, 'Lotus Store'],
    ['subscriptions', subscriptions.listTitle, subscriptions.configuredHeading],
    ['unsubscribe 9', subscriptions.noNumberTitle, '#9'],
    ['alerts', words.alerts.title, words.alerts.none],
    ['mute 3 7d', words.alerts.noNumberTitle, 'no alert #3'],
    ['status', subscriptions.statusTitle, 'day Sat, Nov 21'],
    ['help', commands.helpTitle, '/retention compare'],
    ['帮助', commands.helpTitle, '/retention compare'],
    ['weakly', commands.unknownTitle, 'Did you mean'],
    ['2026-02-30', commands.faultTitle, '2026-02-30'],
    ['today', commands.faultTitle, 'is not over yet'],
    ['daily <!channel>', commands.unknownTitle, '“<!channel>”'],
    ['subscribe', commands.fixedTitle, commands.fixed],
  ];
  it.each(rest)('“%s” is answered in words', async (text, title, sentence) => {
    const { blocks, text: told } = await say(text);
    expect(JSON.stringify(blocks)).toContain(title);
    expect(JSON.stringify(blocks)).toContain(sentence);
    expect(told).not.toContain('<!');
  });

  it('subscribes, is listed, and is taken back by the button below the list', async () => {
    const added = await say('subscribe weekly lotus at 10:00 in Europe/Paris');
    expect(added.text).toContain('first on Mon, Nov 23, 10:00 Europe/Paris');
    expect(added.text).toMatch(/with the figures of Nov 16\s–\s22/);
    const listed = await say('subscriptions');
    const remove = buttonOf(listed, subscriptions.remove({ number: '1' }));
    const removed = await answered((to) => pressed(remove, PRIVATE, to));
    expect(removed).toMatchObject({ replace_original: true });
    expect(removed.text).toContain('Weekly digest of Lotus Store');
    expect(JSON.stringify((await say('subscriptions')).blocks)).not.toContain('Lotus Store');
  });
});

describe('a button of an answer that one person sees', () => {
  it.each([
    ['Weekly', () => truth(week('2026-11-02'), 1)],
    ['Monthly', () => truth(month('2026-09-01'), 1)],
    ['New', () => truth(day('2026-11-20'), 1)],
    ['Active', () => truth(day('2026-11-20'), 1, 'active')],
  ])('%s changes it in place, and is then the current one', async (label, figure) => {
    const button = buttonOf(await say('daily'), label);
    const shown = await answered((to) => pressed(button, PRIVATE, to));
    expect(shown).toMatchObject({ replace_original: true, response_type: 'ephemeral' });
    expect(shown.text).toContain(figure());
    expect(buttonOf(shown, label)).toHaveProperty('style', 'primary');
  });

  it('shares the report once, however often it is pressed, with its picture and nothing to share', async () => {
    const before = (await standing()).length;
    const share = buttonOf(await say('weekly lotus new'), words.actions.share);
    const two = urls.taken.length + 2;
    const sends = [urls.fresh(), urls.fresh()].map((to) => pressed(share, PRIVATE, to));
    for (const { status } of await Promise.all(sends)) expect(status).toBe(200);
    const told = (await urls.arrived(two)).slice(-2).map(({ text }) => String(text));
    expect(told).toContain(words.shared);
    const later = await answered((to) => pressed(share, PRIVATE, to));
    expect(later.text).toBe(words.alreadyShared);

    const posted = (await standing()).slice(before);
    expect(posted).toHaveLength(1);
    expect(posted[0]?.text).toContain(truth(week('2026-11-02'), 1, 'new', STORE));
    expect(JSON.stringify(posted[0]?.blocks)).toContain('slack_file');
    expect(Object.keys(buttonsOf(posted[0] ?? {}))).not.toContain(words.actions.share);
  });
});

describe('a button of the scheduled digest, which all see', () => {
  it('edits that message in place, again and again, and posts none', async () => {
    const before = await standing();
    const digest = before.find(({ text }) => text.includes(truth(day('2026-11-20'), 1)));
    const ts = digest?.ts ?? '';
    const press = (label: string, on: typeof digest) =>
      pressed(buttonOf(on ?? {}, label), { ts, isPrivate: false }, urls.fresh());
    const answers = urls.taken.length;

    await press('Weekly', digest);
    const weekly = await edited(ts, 'Weekly retention');
    expect(weekly.text).toContain(truth(week('2026-11-02'), 1));
    expect(weekly.metadata).toEqual(digest?.metadata);
    await press('Active', weekly);
    const active = await edited(ts, 'Retention of active users');
    expect(active.text).toContain(truth(week('2026-11-02'), 1, 'active'));
    expect(active.text).not.toContain(truth(week('2026-11-02'), 1));
    await press('Daily', active);
    const daily = await edited(ts, 'Daily retention');
    expect(daily.text).toContain(truth(day('2026-11-20'), 1, 'active'));

    expect(await standing()).toHaveLength(before.length);
    expect(urls.taken).toHaveLength(answers);
  });

  it('opens the form, whose answer says what was subscribed; the list has it', async () => {
    const [digest] = (await standing()).filter(
      ({ blocks }) => blocks && 'Subscribe…' in buttonsOf({ blocks }),
    );
    const made = await rig.slack.web.apiCall('views.generateTriggerId', {});
    const { trigger_id: trigger } = made as { trigger_id?: string };
    const on = { ts: digest?.ts ?? '', isPrivate: false, trigger: String(trigger) };
    const answers = urls.taken.length;
    await pressed(buttonOf(digest ?? {}, words.actions.subscribe), on, urls.fresh());
    await vi.waitFor(() => expect(rig.slack.calls).toContain('views.open'));

    const view = { callback_id: 'subscribe', private_metadata: channel };
    const fields = { app: STORE, grain: 'monthly', at: '08:00', zone: 'Asia/Shanghai', channel };
    const submit = async (changes: Partial<typeof fields>) => {
      const filled = { view, user: DANA, fields: { ...fields, ...changes } };
      const response = await sendSigned(url, asSubmission(filled));
      return JSON.stringify(await response.json());
    };
    expect(await submit({ zone: 'Mars/Base' })).toContain('"errors":{"zone"');
    expect(await submit({ channel: rig.slack.channels['secret'] ?? 'C0' })).toContain(
      '"errors":{"channel"',
    );
    const added = await submit({});
    expect(added).toContain('on the 1st of every month at 08:00 Asia/Shanghai');
    expect(added).toContain(subscriptions.early({ grain: 'month' }));
    expect(await submit({})).toContain(subscriptions.thereTitle);
    expect(urls.taken).toHaveLength(answers);
    expect(JSON.stringify((await say('subscriptions')).blocks)).toContain(
      'Monthly digest of Lotus Store',
    );
  });
});

it('answers a mention once, in its thread, though Slack tells of it twice', async () => {
  const { ts = '' } = await rig.slack.web.chat.postMessage({ channel, text: 'monthly, please' });
  const text = '<@U0REPORTER> monthly';
  const event = asEvent({ type: 'app_mention', channel, user: DANA, text, ts }, 'Ev-mention');
  const again = { headers: { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' } };
  expect((await sendSigned(url, event)).status).toBe(200);
  expect((await sendSigned(url, event, again)).status).toBe(200);
  const replies = async () =>
    (await rig.slack.web.conversations.replies({ channel, ts })).messages ?? [];
  await vi.waitFor(async () => expect(await replies()).toHaveLength(2));
  expect((await replies())[1]?.text).toContain(truth(month('2026-09-01'), 1));
  await say('help');
  expect(await replies()).toHaveLength(2);
});
