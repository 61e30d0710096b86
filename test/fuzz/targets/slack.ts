/** Slack's requests, genuinely signed, with anything in them: always an answer, and never one that says the bot failed. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { formView } from '../../../adapters/slack/form-view.ts';
import { openSlack } from '../../../adapters/slack/open.ts';
import { dailyDigest, helpDigest } from '../../doubles/digests.ts';
import { openTestHost } from '../../doubles/host.ts';
import {
  asCommand,
  asPress,
  asSearch,
  asSubmission,
  commandPayload,
  eventPayload,
  pressPayload,
  type Request,
} from '../../doubles/slack-requests.ts';
import { SIGNING_SECRET, TOKEN } from '../../doubles/slack-workspace.ts';
import { mustHaveBorne } from '../crashes.ts';
import { mountable, post } from '../in-process.ts';
import { editedJson, editedText } from '../mutations.ts';
import { type FuzzTarget, must, opened } from '../target.ts';
import { typed } from './command.ts';

const RESPONSE_URL = 'https://hooks.slack.com/actions/T000000001/1/x';
const FORM = 'application/x-www-form-urlencoded';

const event = fc.constantFrom(
  { type: 'app_mention', user: 'U1', channel: 'C1', ts: '1.1', text: '<@U0BOT> weekly' },
  { type: 'message', channel_type: 'im', user: 'U1', channel: 'D1', ts: '1.2', text: 'daily' },
  { type: 'member_joined_channel', user: 'U0BOT', channel: 'C1' },
  { type: 'channel_unarchive', channel: 'C1', user: 'U1' },
  { type: 'app_uninstalled' },
  { type: 'tokens_revoked', tokens: { bot: ['U0BOT'], oauth: [] } },
);
/** The JSON that Slack wraps into a form's one field. */
const payloadOf = ({ body }: Request) =>
  JSON.parse(new URLSearchParams(body).get('payload') ?? 'null') as unknown;

/** As the bot opens it, by the double of its host. */
async function interactions(): Promise<fc.Arbitrary<unknown>> {
  const host = await openTestHost();
  const view = formView({ command: 'subscribe daily', channel: 'C1' }, host.host) as never;
  await host.close();
  const fields = { app: 'wx1', grain: 'daily', at: '09:30', zone: 'Europe/Paris', channel: 'C1' };
  const pressed = { command: 'daily wx1', responseUrl: RESPONSE_URL };
  return fc.constantFrom<unknown>(
    ...['show:0:1', 'tell:0:0', 'share:1:0', 'form:1:1'].map((action) =>
      pressPayload({ ...pressed, action }),
    ),
    pressPayload({ ...pressed, action: 'show:0:0', isPrivate: true, thread: '1.1' }),
    payloadOf(asSubmission({ view, fields })),
    payloadOf(asSearch('zone', 'paris', view)),
    payloadOf(asSearch('app', 'shop', view)),
    payloadOf(asPress({ ...pressed, action: 'show:0:2' })),
  );
}

async function requests(): Promise<fc.Arbitrary<Request>> {
  const commands = fc.oneof(
    typed.map((text) => asCommand({ text, responseUrl: RESPONSE_URL })),
    editedJson(
      fc.constant<unknown>(commandPayload({ text: 'daily', responseUrl: RESPONSE_URL })),
    ).map((fields): Request => ({ type: FORM, body: formOf(fields) })),
  );
  const interaction = editedJson(await interactions()).map(
    (payload): Request => ({
      type: FORM,
      body: formOf({ payload: JSON.stringify(payload) ?? '' }),
    }),
  );
  const events = editedJson(event.map((one): unknown => eventPayload(one))).map(
    (payload): Request => ({ type: 'application/json', body: JSON.stringify(payload) ?? '' }),
  );
  const valid = fc.oneof(commands, interaction, events);
  const bytes = fc.record({
    type: fc.constantFrom<Request['type']>('application/json', FORM),
    body: editedText(
      valid.map(({ body }) => body),
      3,
    ),
  });
  return fc.oneof({ weight: 6, arbitrary: valid }, { weight: 1, arbitrary: bytes });
}

function formOf(fields: unknown): string {
  const entries = Object.entries(typeof fields === 'object' && fields !== null ? fields : {});
  return new URLSearchParams(
    entries.map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
    ]),
  ).toString();
}

/** Slack as it answers a bot that is everywhere; nothing leaves the process. */
const slackAnswers: typeof fetch = async () =>
  Response.json({
    ok: true,
    user_id: 'U0BOT',
    channel: { id: 'C1', is_member: true },
    channels: [{ id: 'C1' }],
    members: ['U1'],
    messages: [],
    ts: '1764000009.000100',
    view: { id: 'V1' },
  });

export const slack: FuzzTarget = {
  name: 'Slack requests',
  sample: 400,
  // What nobody acknowledges Bolt answers after three seconds.
  atOnce: 200,
  open: async () => {
    const real = globalThis.fetch;
    const test = await openTestHost({
      answer: async ({ text }) => (text.includes('d') ? dailyDigest() : helpDigest()),
    });
    const { host, handler } = mountable(test.host);
    globalThis.fetch = slackAnswers;
    const settings = { SLACK_BOT_TOKEN: TOKEN, SLACK_SIGNING_SECRET: SIGNING_SECRET };
    const adapter = await openSlack(settings, [], host);
    return opened(
      await requests(),
      async ({ type, body }) => {
        const at = String(Math.floor(Date.now() / 1000));
        const signature = createHmac('sha256', SIGNING_SECRET)
          .update(`v0:${at}:${body}`)
          .digest('hex');
        const headers = {
          'content-type': type,
          'x-slack-request-timestamp': at,
          'x-slack-signature': `v0=${signature}`,
        };
        const { status } = await post(handler, '/slack/events', headers, body);
        // The same bytes twice are a replay.
        must([200, 400, 401, 404].includes(status), `HTTP ${status}`);
      },
      async () => {
        await adapter.close();
        globalThis.fetch = real;
        await test.close();
        mustHaveBorne(test.log, REMOVED);
      },
    );
  },
};

/** What some of the events do tell. */
const REMOVED = /^The Slack app was removed/;
