/** English: every failure, as what happened and what to do. */
import { database } from './database.ts';
import { wechat } from './wechat.ts';
import { LATER, wording } from './wording.ts';

export const errors = {
  internal: (_: object) =>
    wording('Something went wrong inside the bot.', 'Its log has the details.'),
  aborted: (_: object) => wording('Stopped before it was done.'),

  ...wechat,

  config_invalid: (p: { faults: readonly string[] }) =>
    wording(
      `The configuration is not valid:\n${p.faults.map((fault) => `  - ${fault}`).join('\n')}`,
    ),
  unknown_app: (p: { app: string; known: string }) =>
    wording(`No app ${p.app} is configured.`, `Configured: ${p.known}.`),
  unknown_channel: (p: { channel: string; known: string }) =>
    wording(`No channel ${p.channel} is configured.`, `Configured: ${p.known}.`),
  no_channels: (_: object) =>
    wording(
      'Digests go nowhere: no channel is configured, and no chat has subscribed.',
      'Set SLACK_CHANNEL, list channels in the configuration file, or install the bot in Teams and type “retention subscribe” there.',
    ),
  no_manifest: (p: { platform: string; known: string }) =>
    wording(`There is no manifest for ${p.platform}.`, `Known: ${p.known}.`),
  cannot_write: (p: { path: string; detail: string }) =>
    wording(
      `${p.path} cannot be written (${p.detail}).`,
      'Name another file, or mend the rights on it and on its folder.',
    ),
  port_taken: (p: { host: string; port: string }) =>
    wording(`${p.host}:${p.port} is in use.`, 'Set PORT to a free port.'),
  cannot_listen: (p: { host: string; port: string; detail: string }) =>
    wording(
      `The bot cannot listen on ${p.host}:${p.port} (${p.detail}).`,
      'Set HOST to an address of this machine, and PORT to one it may use (above 1023 without special rights).',
    ),
  /** `fault` where it is PostgreSQL; `path` is its host and database then. */
  store_unusable: (p: { path: string; detail: string; fault?: keyof typeof database }) =>
    p.fault
      ? database[p.fault]({ place: p.path, detail: p.detail })
      : wording(
          `The database ${p.path} could not be opened (${p.detail}).`,
          'Check DATABASE_URL and the rights on its folder.',
        ),
  already_running: (p: { path: string }) =>
    wording(
      `Another bot is running on the database ${p.path}.`,
      'Stop that one first; every other command works beside it. Several at once need PostgreSQL (DATABASE_URL).',
    ),
  store_corrupt: (p: { path: string; detail: string }) =>
    wording(
      `The database ${p.path} is damaged (${p.detail}).`,
      'Stop the bot, keep the file aside, and put the newest backup in its place; what is missing is fetched from WeChat again.',
    ),
  store_full: (p: { path: string; detail: string }) =>
    wording(
      `The database ${p.path} cannot grow: the disk is full (${p.detail}).`,
      'Make room on that disk, or lower KEEP_RAW_DAYS; the bot goes on by itself.',
    ),
  store_left_wal: (p: { path: string; wal: string }) =>
    wording(
      `${p.path} is a copy that backup made, and ${p.wal} beside it belongs to the database that stood there before: together they would be damaged.`,
      `Delete ${p.wal} and the -shm file beside it, put the copy in its place once more, and start the bot.`,
    ),
  store_gone: (p: { path: string }) =>
    wording(
      `The file of the database ${p.path} was deleted or exchanged while the bot runs: what is stored now is lost when it stops.`,
      'Put the file back, or the newest backup in its place, and start the bot again.',
    ),
  store_unwritable: (p: { path: string; detail: string }) =>
    wording(
      `The database ${p.path} can no longer be read or written (${p.detail}).`,
      'Check the disk, whether it is mounted, and the rights on the folder; the bot goes on by itself.',
    ),
  backup_postgres: (_: object) =>
    wording(
      'PostgreSQL is backed up with its own tools, not by this command.',
      'Run pg_dump --format=custom --file=retention.dump with the URL of the database.',
    ),
  backup_memory: (_: object) =>
    wording('A database in memory cannot be backed up.', 'Set DATABASE_URL to a file.'),
  backup_exists: (p: { path: string }) =>
    wording(`${p.path} is there already.`, 'Name another file, or use --force to replace it.'),
  backup_same: (p: { path: string }) =>
    wording(`${p.path} is the database itself.`, 'Name another file for its copy.'),
  backup_damaged: (p: { path: string; detail: string }) =>
    wording(
      `The copy of ${p.path} is damaged (${p.detail}), so it was not kept.`,
      'Run doctor: if the database is damaged too, put an older backup in its place.',
    ),
  migrate_target: (_: object) =>
    wording(
      'There is no PostgreSQL database to migrate to.',
      'Set DATABASE_URL to its address, postgres://user:password@host:5432/database, or give that with --to.',
    ),
  migrate_source: (p: { path: string }) =>
    wording(
      `There is no file ${p.path} to migrate.`,
      'Name the SQLite database with --from, such as --from sqlite:data/retention.db.',
    ),
  migrate_occupied: (p: { path: string; detail: string }) =>
    wording(
      `${p.path} is in use: its table ${p.detail} has rows, so nothing was copied.`,
      'Migrate to an empty database; if a bot was started on this one, stop it and make a new one.',
    ),
  migrate_differs: (p: { detail: string }) =>
    wording(
      `What arrived differs in ${p.detail}, so nothing was kept.`,
      'Look for triggers, rules or defaults on those tables, or migrate to a new database.',
    ),
  chart_failed: (p: { detail: string }) =>
    wording(`The chart could not be drawn (${p.detail}).`, 'The message goes without it.'),

  channel_refused: (p: { channel: string; detail: string }) =>
    wording(
      `The channel ${p.channel} refused the message (${p.detail}).`,
      'Check the channel and the bot’s rights there.',
    ),
  channel_busy: (p: { channel: string; detail: string }) =>
    wording(`The channel ${p.channel} did not take the message now (${p.detail}).`, LATER),
  channel_unclear: (p: { channel: string; detail: string }) =>
    wording(
      `It is not known whether the channel ${p.channel} got the message (${p.detail}).`,
      'It is looked for before anything is posted again.',
    ),
  channel_closed: (p: { channel: string; detail: string }) =>
    wording(
      `The channel ${p.channel} does not let the bot post (${p.detail}).`,
      'Ask an administrator to allow the bot there; digests then resume by themselves.',
    ),
  restored_future: (p: { from: string }) =>
    wording(
      `A copy cannot have been made at ${p.from}: that is in the future.`,
      'Give the moment the copy was made, such as --from 2026-11-22T09:30.',
    ),
  delivery_unknown: (p: { channel: string }) =>
    wording(
      `It is not known whether the channel ${p.channel} got a message, and its history cannot be read.`,
      'Look there yourself: it is not posted again.',
    ),
  delivery_twice: (p: { channel: string }) =>
    wording(
      `The channel ${p.channel} may have got a message twice: its history cannot be read, so it was posted again.`,
      'Let the bot read the history there, or set ON_UNKNOWN_DELIVERY=report.',
    ),
  message_too_large: (p: { channel: string; detail: string }) =>
    wording(
      `The message for the channel ${p.channel} breaks a limit of the platform (${p.detail}).`,
      'Please report this as a bug.',
    ),
  slack_not_in_channel: (p: { channel: string }) =>
    wording(
      `The bot is not in the channel ${p.channel}.`,
      'Invite it there (/invite @retention); digests then resume by themselves.',
    ),
  slack_no_channel: (p: { channel: string }) =>
    wording(
      `Slack knows no channel ${p.channel} that the bot may see.`,
      'Use the channel’s id (C…); invite the bot if the channel is private.',
    ),
  slack_archived: (p: { channel: string }) =>
    wording(
      `The channel ${p.channel} is archived.`,
      'Unarchive it, or remove it from the configuration; digests then resume by themselves.',
    ),
  slack_token: (p: { detail: string }) =>
    wording(
      `Slack refused the bot’s token (${p.detail}).`,
      'Reinstall the app and set SLACK_BOT_TOKEN to its new bot token.',
    ),
  slack_app_token: (p: { detail: string }) =>
    wording(
      `Slack does not open Socket Mode to the app-level token (${p.detail}).`,
      'Turn Socket Mode on in the app’s settings, and set SLACK_APP_TOKEN to a token with the scope connections:write (Basic Information, App-Level Tokens).',
    ),
  slack_scope: (p: { needed: string }) =>
    wording(
      `The Slack app lacks a permission: ${p.needed}.`,
      'Add the scope, then reinstall the app.',
    ),
  slack_unreachable: (p: { detail: string }) =>
    wording(
      `Slack could not be reached (${p.detail}).`,
      'Check the network, and SLACK_API_URL if it is set.',
    ),
  teams_not_installed: (p: { channel: string }) =>
    wording(
      `The bot is not installed in the Teams conversation ${p.channel}.`,
      'Add the app there; digests begin once it is installed.',
    ),
  teams_blocked: (p: { channel: string; detail: string }) =>
    wording(
      `Teams does not let the bot write to ${p.channel} (${p.detail}).`,
      'Install the app there again, or ask the Teams administrator.',
    ),
  workflow_closed: (p: { channel: string; detail: string }) =>
    wording(
      `The workflow behind ${p.channel} takes no messages (${p.detail}).`,
      'Turn it on in Teams (Workflows), or make a new one and set its URL; digests then resume by themselves.',
    ),
  workflow_no_edit: (p: { channel: string }) =>
    wording(
      `What a workflow has posted to ${p.channel} cannot be changed.`,
      'The next digest shows the figures as they are then.',
    ),
  teams_unreachable: (p: { detail: string }) =>
    wording(
      `Microsoft’s login for Teams could not be reached (${p.detail}).`,
      'Check the network, and whether TEAMS_TENANT_ID is your directory’s id.',
    ),
  teams_credentials: (p: { detail: string }) =>
    wording(
      `Microsoft refused the bot’s credentials (${p.detail}).`,
      'Check TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID.',
    ),
};
