/** The form to subscribe: opened, searched in, filled in, refused. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientsOf } from '../../../adapters/slack/clients.ts';
import { formView } from '../../../adapters/slack/form-view.ts';
import { plainDigest } from '../../../src/core/digest.ts';
import type { AdapterHost, Asked } from '../../../src/ports/adapter.ts';
import { asSearch, asSubmission, type FormFilled } from '../../doubles/slack-requests.ts';
import { openSlackWorkspace, TOKEN } from '../../doubles/slack-workspace.ts';
import { openRig, type Rig, type RigOptions } from './rig.ts';

let rig: Rig;
const subscribed = async ({ locale }: Asked) =>
  plainDigest({ locale, title: 'Subscribed', summary: 'Weekly at 09:30, in <this> channel.' });
const restart = async (options: RigOptions = {}) => {
  await rig.close();
  rig = await openRig({ answer: subscribed, ...options });
};
beforeEach(async () => {
  rig = await openRig({ answer: subscribed });
});
afterEach(() => rig.close());

const FIELDS = {
  app: 'wx1',
  grain: 'weekly',
  at: '09:30',
  zone: 'Asia/Shanghai',
  channel: 'C1',
};
const viewIn = (channel: string) =>
  formView({ command: 'subscribe', channel }, rig.host.host) as unknown as FormFilled['view'];
const submit = async (fields: Partial<typeof FIELDS> = {}, user = 'U1', origin = 'C1') => {
  const view = viewIn(origin);
  const answer = await rig.send(asSubmission({ view, user, fields: { ...FIELDS, ...fields } }));
  expect(answer.status).toBe(200);
  return (await answer.json()) as Record<string, unknown>;
};
const search = async (field: 'app' | 'zone', typed: string) => {
  const answer = await rig.send(asSearch(field, typed, viewIn('C1')));
  const { options } = (await answer.json()) as { options: { value: string }[] };
  return options.map(({ value }) => value);
};
const hostWith = (choices: Partial<AdapterHost['choices']>): AdapterHost => ({
  ...rig.host.host,
  choices: { ...rig.host.host.choices, ...choices },
});

describe('the form', () => {
  it('is one that Slack opens', async () => {
    const workspace = await openSlackWorkspace();
    const trigger = await workspace.web.apiCall('views.generateTriggerId', {});
    const { trigger_id } = trigger as { trigger_id?: string };
    const settings = { SLACK_BOT_TOKEN: TOKEN, SLACK_API_URL: workspace.apiUrl };
    const client = clientsOf(settings, rig.host.host.log).reads(AbortSignal.timeout(5000));
    const view = formView({ command: 'subscribe', channel: 'C1' }, rig.host.host);
    const opened = await client.views.open({ trigger_id: String(trigger_id), view });
    expect(opened.view?.title?.text).toBe('Subscribe to digests');
    await workspace.close();
  });

  it.each(['en', 'zh-CN'] as const)('stays inside Slack’s limits in %s', async (locale) => {
    await restart({ locales: { C1: locale } });
    const name = '<!channel> *Shop* 店🛍️ '.repeat(20);
    const apps = Array.from({ length: 99 }, (_, index) => ({ appid: `wx${index}`, name }));
    const view = formView({ command: 'subscribe wx7', channel: 'C1' }, hostWith({ apps }));
    for (const { text } of [view.title, view.submit, view.close].filter((one) => !!one))
      expect(text.length).toBeLessThanOrEqual(24);
    const { options, initial_option } = elementOf(view, 'app');
    expect(options).toHaveLength(100);
    for (const { text, value } of options ?? []) {
      expect(text.text.length).toBeLessThanOrEqual(75);
      expect(value.length).toBeLessThanOrEqual(150);
    }
    expect(initial_option?.value).toBe('wx7');
  });

  it('searches for apps where there are more than a list holds', () => {
    const apps = Array.from({ length: 100 }, (_, index) => ({ appid: `wx${index}`, name: 'Shop' }));
    const view = formView({ command: 'subscribe', channel: 'C1' }, hostWith({ apps }));
    expect(elementOf(view, 'app')).toMatchObject({
      type: 'external_select',
      initial_option: { value: '*' },
    });
  });

  it('begins with the usual time and zone, in the channel it was opened in', () => {
    const view = formView({ command: 'subscribe', channel: 'C1' }, rig.host.host);
    expect(elementOf(view, 'at').initial_time).toBe('09:30');
    expect(elementOf(view, 'zone').initial_option?.value).toBe('Asia/Shanghai');
    expect(elementOf(view, 'channel').initial_conversation).toBe('C1');
    const direct = formView({ command: 'subscribe', channel: 'D1' }, rig.host.host);
    expect(elementOf(direct, 'channel')).not.toHaveProperty('initial_conversation');
  });
});

describe('its fields', () => {
  it.each([
    ['', ['Asia/Shanghai', 'Europe/Paris', 'America/New_York']],
    ['PARIS', ['Europe/Paris']],
    ['new york', ['America/New_York']],
    ['ａｓｉａ/', ['Asia/Shanghai']],
    ['beijing', ['Asia/Shanghai']],
    ['北京', ['Asia/Shanghai']],
    ['Atlantis', []],
  ])('offer zones for %o', async (typed, zones) => {
    expect(await search('zone', typed)).toEqual(zones);
  });

  it.each([
    ['', ['*', 'wx1', 'wx2']],
    ['corner', ['wx1']],
    ['WX2', ['wx2']],
    ['all', ['*']],
  ])('offer apps for %o', async (typed, apps) => {
    expect(await search('app', typed)).toEqual(apps);
  });
});

describe('what was filled in', () => {
  it('is said as a command in the chosen channel, and answered in the form’s place', async () => {
    const answer = await submit();
    expect(rig.host.asked).toMatchObject([
      {
        text: 'subscribe weekly wx1 at 09:30 in Asia/Shanghai',
        place: { adapter: 'slack', id: 'C1' },
        user: 'U1',
        locale: 'en',
      },
    ]);
    expect(answer).toMatchObject({ response_action: 'update', view: { type: 'modal' } });
    expect(JSON.stringify(answer)).toContain('Subscribed\\nWeekly at 09:30, in <this> channel.');
    expect(JSON.stringify(answer)).not.toContain('mrkdwn');
    expect(await rig.host.host.addresses.list('slack')).toMatchObject([{ id: 'C1' }]);
  });

  it('is answered with whatever warns, and without the marks of code, which a form would show', async () => {
    const text = 'At that time the newest day is not there yet.';
    await restart({
      answer: async (asked) => ({
        ...(await subscribed(asked)),
        summary: 'Undo: `unsubscribe 1`.',
        sections: [{ kind: 'text', text }],
      }),
    });
    expect(JSON.stringify(await submit())).toContain(`Undo: unsubscribe 1.\\n${text}`);
  });

  it('may be all apps', async () => {
    await submit({ app: '*' });
    expect(rig.host.asked[0]?.text).toBe('subscribe weekly at 09:30 in Asia/Shanghai');
  });

  it('is refused where the bot is not in the channel, with how to invite it', async () => {
    expect(await submit({ channel: 'C2' })).toEqual({
      response_action: 'errors',
      errors: { channel: expect.stringContaining('/invite @retention') },
    });
    expect(rig.host.asked).toEqual([]);
  });

  it('is refused with a zone that was not offered', async () => {
    expect(await submit({ zone: 'Mars/Olympus' })).toMatchObject({
      response_action: 'errors',
      errors: { zone: expect.any(String) },
    });
  });

  it('goes on where Slack does not tell whether the bot is there', async () => {
    await restart({ answers: { 'conversations.info': { ok: false, error: 'missing_scope' } } });
    expect(await submit()).toMatchObject({ response_action: 'update' });
  });

  it.each([
    ['U1', true],
    ['U9', false],
  ])('is judged by whether %s is in the chosen channel', async (user, isThere) => {
    await submit({}, user);
    expect(await rig.host.asked[0]?.isMember()).toBe(isThere);
  });

  it.each([
    ['D1', true],
    ['C7', true],
    ['C1', false],
  ])(
    'opened in %s says whether that is another than the chosen channel',
    async (origin, isOther) => {
      await submit({ channel: 'C1' }, 'U1', origin);
      expect(rig.host.asked[0]?.isFromElsewhere).toBe(isOther);
    },
  );

  it('is answered in the language of the channel it was opened in', async () => {
    await restart({ locales: { C7: 'zh-CN' } });
    expect(JSON.stringify(await submit({}, 'U1', 'C7'))).toContain('订阅留存简报');
    expect(rig.host.asked[0]?.locale).toBe('zh-CN');
  });

  it('is answered later where that takes longer than Slack waits', async () => {
    const answered = Promise.withResolvers<void>();
    await restart({
      answer: async (asked) => {
        await answered.promise;
        return subscribed(asked);
      },
    });
    expect(JSON.stringify(await submit())).toContain('This takes a moment longer…');
    answered.resolve();
    const [update] = await rig.api.arrived('views.update', 1);
    expect(update?.args['view_id']).toBe('V1');
    expect(JSON.stringify(update?.args['view'])).toContain('Subscribed');
  });
});

interface Element {
  readonly type: string;
  readonly options?: { text: { text: string }; value: string }[];
  readonly initial_option?: { value: string };
  readonly initial_time?: string;
  readonly initial_conversation?: string;
}

function elementOf(view: ReturnType<typeof formView>, name: string): Element {
  const block = view.blocks.find(({ block_id }) => block_id === name);
  return (block as unknown as { element: Element }).element;
}
