/** Simplified Chinese: every failure, as what happened and what to do. */
import type { Catalogue } from '../catalogue.ts';
import { database } from './database.ts';
import { wechat } from './wechat.ts';
import { LATER, wording } from './wording.ts';

export const errors: Catalogue['errors'] = {
  internal: () => wording('机器人内部出错。', '详情见日志。'),
  aborted: () => wording('未完成即被停止。'),

  ...wechat,

  config_invalid: (p) =>
    wording(`配置无效：\n${p.faults.map((fault) => `  - ${fault}`).join('\n')}`),
  unknown_app: (p) => wording(`未配置小程序 ${p.app}。`, `已配置：${p.known}。`),
  unknown_channel: (p) => wording(`未配置频道 ${p.channel}。`, `已配置：${p.known}。`),
  no_channels: () =>
    wording(
      '简报无处可发：没有配置频道，也没有会话订阅。',
      '请设置 SLACK_CHANNEL，或在配置文件中列出频道，或将机器人安装到 Teams 并在那里输入 “retention subscribe”。',
    ),
  no_manifest: (p) => wording(`没有 ${p.platform} 的应用清单。`, `可用：${p.known}。`),
  cannot_write: (p) =>
    wording(
      `无法写入 ${p.path}（${p.detail}）。`,
      '请指定其他文件，或更正该文件及其文件夹的权限。',
    ),
  port_taken: (p) => wording(`${p.host}:${p.port} 已被占用。`, '请把 PORT 设为空闲端口。'),
  cannot_listen: (p) =>
    wording(
      `无法在 ${p.host}:${p.port} 上监听（${p.detail}）。`,
      '请把 HOST 设为本机地址，PORT 设为可用端口（无特权时须大于 1023）。',
    ),
  store_unusable: (p) =>
    p.fault
      ? database[p.fault]({ place: p.path, detail: p.detail })
      : wording(`无法打开数据库 ${p.path}（${p.detail}）。`, '请检查 DATABASE_URL 及其目录权限。'),
  already_running: (p) =>
    wording(
      `另一个机器人正在使用数据库 ${p.path}。`,
      '请先停止它；其他命令可与它同时运行。如需同时运行多个，请使用 PostgreSQL（DATABASE_URL）。',
    ),
  store_corrupt: (p) =>
    wording(
      `数据库 ${p.path} 已损坏（${p.detail}）。`,
      '请停止机器人，另存该文件，并换上最新的备份；缺少的数据会重新向微信获取。',
    ),
  store_full: (p) =>
    wording(
      `数据库 ${p.path} 无法增大：磁盘已满（${p.detail}）。`,
      '请腾出磁盘空间，或调低 KEEP_RAW_DAYS；机器人随后会自动恢复。',
    ),
  store_left_wal: (p) =>
    wording(
      `${p.path} 是 backup 生成的副本，而旁边的 ${p.wal} 属于先前的数据库：两者混用会损坏数据。`,
      `请删除 ${p.wal} 和旁边的 -shm 文件，重新放好副本，再启动机器人。`,
    ),
  store_gone: (p) =>
    wording(
      `机器人运行期间，数据库文件 ${p.path} 被删除或替换：此后存入的数据会在停止时丢失。`,
      '请放回该文件或换上最新的备份，然后重新启动机器人。',
    ),
  store_unwritable: (p) =>
    wording(
      `数据库 ${p.path} 已无法读写（${p.detail}）。`,
      '请检查磁盘、挂载情况及目录权限；机器人随后会自动恢复。',
    ),
  backup_postgres: () =>
    wording(
      'PostgreSQL 须用其自带工具备份，本命令不适用。',
      '请使用数据库的地址运行 pg_dump --format=custom --file=retention.dump。',
    ),
  backup_memory: () => wording('内存数据库无法备份。', '请将 DATABASE_URL 设为文件。'),
  backup_exists: (p) => wording(`${p.path} 已存在。`, '请指定其他文件，或用 --force 覆盖。'),
  backup_same: (p) => wording(`${p.path} 就是数据库本身。`, '请为副本指定其他文件。'),
  backup_damaged: (p) =>
    wording(
      `${p.path} 的副本已损坏（${p.detail}），未予保留。`,
      '请运行 doctor；如数据库也已损坏，请换上更早的备份。',
    ),
  migrate_target: () =>
    wording(
      '没有可迁入的 PostgreSQL 数据库。',
      '请将 DATABASE_URL 设为其地址（postgres://user:password@host:5432/database），或用 --to 指定。',
    ),
  migrate_source: (p) =>
    wording(
      `没有可迁移的文件 ${p.path}。`,
      '请用 --from 指定 SQLite 数据库，例如 --from sqlite:data/retention.db。',
    ),
  migrate_occupied: (p) =>
    wording(
      `${p.path} 已被使用：其中的表 ${p.detail} 有数据，因此未复制任何内容。`,
      '请迁入空数据库；如已有机器人在其上运行，请停止它并另建数据库。',
    ),
  migrate_differs: (p) =>
    wording(
      `复制后 ${p.detail} 与原数据不一致，因此未保留任何内容。`,
      '请检查这些表上的触发器、规则或默认值，或迁入新的数据库。',
    ),
  chart_failed: (p) => wording(`无法绘制图表（${p.detail}）。`, '消息将不带图表发出。'),

  channel_refused: (p) =>
    wording(`${p.channel} 拒绝了消息（${p.detail}）。`, '请检查该频道以及机器人在其中的权限。'),
  channel_busy: (p) => wording(`${p.channel} 暂时未接收消息（${p.detail}）。`, LATER),
  channel_unclear: (p) =>
    wording(`不确定 ${p.channel} 是否收到消息（${p.detail}）。`, '再次发送前会先查找。'),
  channel_closed: (p) =>
    wording(
      `${p.channel} 不允许机器人发送消息（${p.detail}）。`,
      '请让管理员允许机器人在那里发言；简报随后会自动恢复。',
    ),
  restored_future: (p) =>
    wording(
      `副本不可能制作于 ${p.from}：这一时刻还没有到。`,
      '请给出副本的制作时刻，例如 --from 2026-11-22T09:30。',
    ),
  delivery_unknown: (p) =>
    wording(
      `不确定 ${p.channel} 是否收到一条消息，且无法读取其历史记录。`,
      '请自行到那里查看：消息不会再次发送。',
    ),
  delivery_twice: (p) =>
    wording(
      `${p.channel} 可能收到了两次同一条消息：无法读取其历史记录，因此又发了一次。`,
      '请允许机器人读取那里的历史记录，或设置 ON_UNKNOWN_DELIVERY=report。',
    ),
  message_too_large: (p) =>
    wording(`发往 ${p.channel} 的消息超出平台限制（${p.detail}）。`, '请将此作为缺陷报告。'),
  slack_not_in_channel: (p) =>
    wording(`机器人不在 ${p.channel} 中。`, '请邀请它（/invite @retention）；简报随后会自动恢复。'),
  slack_no_channel: (p) =>
    wording(
      `Slack 中没有机器人可见的频道 ${p.channel}。`,
      '请使用频道 id（C…）；私有频道需先邀请机器人。',
    ),
  slack_archived: (p) =>
    wording(`${p.channel} 已归档。`, '请取消归档，或将它从配置中移除；简报随后会自动恢复。'),
  slack_token: (p) =>
    wording(
      `Slack 拒绝了机器人的 token（${p.detail}）。`,
      '请重新安装应用，并把 SLACK_BOT_TOKEN 设为新的 bot token。',
    ),
  slack_app_token: (p) =>
    wording(
      `Slack 拒绝该应用级令牌使用 Socket Mode（${p.detail}）。`,
      '请在应用设置中开启 Socket Mode，并将 SLACK_APP_TOKEN 设为具有 connections:write 权限的令牌（Basic Information 中的 App-Level Tokens）。',
    ),
  slack_scope: (p) =>
    wording(`Slack 应用缺少权限：${p.needed}。`, '请添加该 scope 并重新安装应用。'),
  slack_unreachable: (p) =>
    wording(`无法连接 Slack（${p.detail}）。`, '请检查网络；如设置了 SLACK_API_URL，也请检查它。'),
  teams_not_installed: (p) =>
    wording(`机器人尚未安装到 Teams 会话 ${p.channel}。`, '请在那里添加应用；安装后开始发送简报。'),
  teams_blocked: (p) =>
    wording(
      `Teams 不允许机器人写入 ${p.channel}（${p.detail}）。`,
      '请重新安装应用，或联系 Teams 管理员。',
    ),
  workflow_closed: (p) =>
    wording(
      `${p.channel} 背后的工作流不接收消息（${p.detail}）。`,
      '请在 Teams 的“工作流”中启用它，或新建一个并设置其地址；简报随后会自动恢复。',
    ),
  workflow_no_edit: (p) =>
    wording(`工作流发到 ${p.channel} 的消息无法修改。`, '下一份简报会显示届时的数据。'),
  teams_unreachable: (p) =>
    wording(
      `无法连接 Teams 所用的微软登录服务（${p.detail}）。`,
      '请检查网络，并确认 TEAMS_TENANT_ID 是贵公司的目录 ID。',
    ),
  teams_credentials: (p) =>
    wording(
      `微软拒绝了机器人的凭据（${p.detail}）。`,
      '请检查 TEAMS_APP_ID、TEAMS_APP_PASSWORD 和 TEAMS_TENANT_ID。',
    ),
};
