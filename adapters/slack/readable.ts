/** Whether a signed body is one that Bolt and the bot can read: both take its shape for granted. */
import { z } from 'zod';

const text = z.string();
const thing = z.looseObject({});
const named = z.looseObject({ id: text });

/** Whoever did it, and where; Slack writes null for what isn't there. */
const interaction = {
  user: named,
  team: thing.nullish(),
  // Bolt reads the id of whatever is there.
  channel: named.optional(),
  response_url: text.optional(),
  response_urls: z.array(thing).optional(),
};

const event = z.looseObject({
  type: text,
  user: z.union([text, thing]).optional(),
  channel: z.union([text, thing]).optional(),
  item: thing.optional(),
  subteam: thing.optional(),
});

const said = event.extend({
  channel: text,
  user: text.optional(),
  text: text.optional(),
  ts: text,
  thread_ts: text.optional(),
});

/** Events that the bot hears, with what it takes from them. */
const EVENTS: ReadonlyMap<unknown, z.ZodType> = new Map<unknown, z.ZodType>([
  ['app_mention', said],
  ['member_joined_channel', event.extend({ channel: text, user: text })],
  ['channel_unarchive', event.extend({ channel: text })],
  ['group_unarchive', event.extend({ channel: text })],
  ['tokens_revoked', event.extend({ tokens: z.looseObject({ bot: z.array(text).nullish() }) })],
]);

const happened = z.looseObject({
  event: event.refine((one) => {
    // Messages in channels and their edits have many shapes, of which the bot hears none.
    const isHeard = one.type === 'message' && one['channel_type'] === 'im' && !one['subtype'];
    return (isHeard ? said : EVENTS.get(one.type))?.safeParse(one).success ?? true;
  }),
  event_id: text.optional(),
  authorizations: z.array(thing).nullish(),
});

const command = z.looseObject({
  command: text,
  text,
  channel_id: text,
  user_id: text,
  response_url: text.min(1),
});

const view = z.looseObject({ id: text, private_metadata: text.optional() });

const search = z.looseObject({ ...interaction, value: text, view: view.optional() });

/** What stands on a message is answered through its own address; what stands in a form has none. */
const press = z
  .looseObject({
    ...interaction,
    actions: z
      .tuple([z.looseObject({ action_id: text.optional(), value: text.optional() })])
      .rest(thing),
    container: thing,
  })
  .refine(({ container, response_url: url }) => !container['message_ts'] || Boolean(url));

const chosen = z.looseObject({
  selected_option: z.looseObject({ value: text }).nullish(),
  selected_time: text.nullish(),
  selected_conversation: text.nullish(),
});

const form = z.looseObject({ ...interaction, channel: named.nullish(), view });
const filled = form.extend({
  view: view.extend({
    state: z.looseObject({ values: z.record(text, z.record(text, chosen)) }),
  }),
});

export function isReadable(body: unknown): boolean {
  const parsed = thing.safeParse(body);
  return parsed.success && schemaOf(parsed.data).safeParse(body).success;
}

/** In the order that Bolt tells them apart by; what it doesn't know it leaves unanswered. */
function schemaOf(body: Readonly<Record<string, unknown>>): z.ZodType {
  const { type } = body;
  if (body['event'] !== undefined) return happened;
  if (body['command'] !== undefined) return command;
  if (body['name'] !== undefined || type === 'block_suggestion') return search;
  // The bot has no buttons of any other kind.
  if (body['actions'] !== undefined) return press;
  if (type === 'view_submission') return filled;
  if (type === 'view_closed') return form;
  if (type === 'shortcut' || type === 'message_action' || type === 'dialog_submission')
    return z.looseObject(interaction);
  return thing;
}
