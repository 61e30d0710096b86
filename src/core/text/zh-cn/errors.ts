/** Simplified Chinese: every failure, as what happened and what to do. */
import type { Catalogue } from '../catalogue.ts';

/** True of a command that runs once, too. */
const LATER = '请稍后重试；运行中的机器人会自动重试。';
const wording = (message: string, hint = '') => ({ message, hint });

export const errors: Catalogue['errors'] = {
  internal: () => wording('机器人内部出错。', '详情见日志。'),
  aborted: () => wording('未完成即被停止。'),

  wechat_unreachable: (p) =>
    wording(
      `无法为 ${p.app} 连接微信（${p.detail}）。`,
      '请检查网络与 WECHAT_API_URL，然后重试；运行中的机器人会自动重试。',
    ),
  wechat_busy: (p) => wording(`微信繁忙（${p.app}：${p.detail}）。`, LATER),
  wechat_malformed: (p) =>
    wording(
      `无法解析微信对 ${p.app} 的应答：${p.detail}。`,
      '请确认 WECHAT_API_URL 指向微信，而不是代理页面。',
    ),
  not_ready: (p) => wording(`微信尚未算出 ${p.app} 的最新数据（${p.detail}）。`, LATER),
  refused: (p) => wording(`微信拒绝了 ${p.app} 的日期范围（${p.detail}）。`, '已跳过。'),
  token_invalid: (p) =>
    wording(
      `微信不接受 ${p.app} 的 access token（${p.detail}）。`,
      '请稍后重试；如持续出现，可能有其他服务在重置该小程序的 token。',
    ),
  wrong_secret: (p) =>
    wording(
      `微信拒绝了 ${p.app} 的 AppSecret（${p.detail}）。`,
      '请在 mp.weixin.qq.com 的开发设置中重新复制；重置后旧密钥失效。',
    ),
  wrong_appid: (p) =>
    wording(
      `微信不认识 appid ${p.app}（${p.detail}）。`,
      '请在 mp.weixin.qq.com 的开发设置中重新复制。',
    ),
  ip_not_allowed: (p) =>
    wording(
      `微信不接受来自本服务器地址 ${p.ip || `（${p.detail}）`} 对 ${p.app} 的调用。`,
      `请在 mp.weixin.qq.com 的开发设置中把 ${p.ip || '该地址'} 加入 IP 白名单。`,
    ),
  secret_frozen: (p) =>
    wording(
      `${p.app} 的 AppSecret 已被冻结（${p.detail}）。`,
      '请在 mp.weixin.qq.com 的开发设置中解冻。',
    ),
  admin_needed: (p) =>
    wording(
      `微信要求管理员确认 ${p.app} 的调用（${p.detail}）。`,
      '请小程序管理员在微信中确认通知。',
    ),
  quota_spent: (p) =>
    wording(
      `${p.app} 的当日调用额度已用完（${p.detail}）。`,
      '额度在北京时间零点恢复，请届时重试，并查看还有哪些服务在调用该接口。',
    ),
  rate_limited: (p) =>
    wording(
      `微信要求降低 ${p.app} 的每分钟调用次数（${p.detail}）。`,
      '请一分钟后重试；运行中的机器人会自动重试。',
    ),
  unauthorized: (p) =>
    wording(
      `${p.app} 无权使用该接口（${p.detail}）。`,
      '请确认它是小程序，且账号（或授权平台）拥有数据分析权限。',
    ),
  banned: (p) =>
    wording(`微信已封禁 ${p.app}（${p.detail}）。`, '请查看 mp.weixin.qq.com 的通知。'),
  mini_game: (p) =>
    wording(`${p.app} 是小游戏，微信不在此提供其留存（${p.detail}）。`, '请将它从配置中移除。'),
  no_cloud: (p) =>
    wording(`${p.app} 未开通云开发（${p.detail}）。`, '请在微信开发者工具中点击“云开发”开通。'),
  wechat_bug: (p) =>
    wording(`微信拒绝了 ${p.app} 的请求格式（${p.detail}）。`, '请将此作为缺陷报告。'),
  wechat_unknown: (p) =>
    wording(`微信对 ${p.app} 返回未知错误（${p.detail}）。`, '请在微信文档中查询该错误码。'),

  config_invalid: (p) =>
    wording(`配置无效：\n${p.faults.map((fault) => `  - ${fault}`).join('\n')}`),
  unknown_app: (p) => wording(`未配置小程序 ${p.app}。`, `已配置：${p.known}。`),
  unknown_channel: (p) => wording(`未配置频道 ${p.channel}。`, `已配置：${p.known}。`),
  no_channels: () =>
    wording(
      '简报无处可发：没有配置频道，也没有会话订阅。',
      '请设置 SLACK_CHANNEL，或在配置文件中列出频道，或将机器人安装到 Teams 并在那里输入 “retention subscribe”。',
    ),
  port_taken: (p) => wording(`${p.host}:${p.port} 已被占用。`, '请把 PORT 设为空闲端口。'),
  cannot_listen: (p) =>
    wording(
      `无法在 ${p.host}:${p.port} 上监听（${p.detail}）。`,
      '请把 HOST 设为本机地址，PORT 设为可用端口（无特权时须大于 1023）。',
    ),
  store_unusable: (p) =>
    wording(`无法打开数据库 ${p.path}（${p.detail}）。`, '请检查 DATABASE_URL 及其目录权限。'),
  chart_failed: (p) => wording(`无法绘制图表（${p.detail}）。`, '消息将不带图表发出。'),

  channel_refused: (p) =>
    wording(`${p.channel} 拒绝了消息（${p.detail}）。`, '请检查该频道以及机器人在其中的权限。'),
  channel_busy: (p) => wording(`${p.channel} 暂时未接收消息（${p.detail}）。`, LATER),
  channel_unclear: (p) =>
    wording(`不确定 ${p.channel} 是否收到消息（${p.detail}）。`, '再次发送前会先查找。'),
  message_too_large: (p) =>
    wording(`发往 ${p.channel} 的消息超出平台限制（${p.detail}）。`, '请将此作为缺陷报告。'),
  slack_not_in_channel: (p) =>
    wording(`机器人不在 ${p.channel} 中。`, '请邀请它：/invite @retention。'),
  slack_no_channel: (p) =>
    wording(
      `Slack 中没有机器人可见的频道 ${p.channel}。`,
      '请使用频道 id（C…）；私有频道需先邀请机器人。',
    ),
  slack_archived: (p) => wording(`${p.channel} 已归档。`, '请取消归档，或将它从配置中移除。'),
  slack_token: (p) =>
    wording(
      `Slack 拒绝了机器人的 token（${p.detail}）。`,
      '请重新安装应用，并把 SLACK_BOT_TOKEN 设为新的 bot token。',
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
