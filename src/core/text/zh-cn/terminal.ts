/** Simplified Chinese: what the command line prints. */
import type { Catalogue } from '../catalogue.ts';

export const terminal: Catalogue['terminal'] = {
  demoReady: (p) => `使用模拟数据的演示：${p.url}`,
  collecting: (p) => `正在采集 ${p.done} / ${p.total}`,
  noChannels: '没有配置频道：简报无处可发。请设置 SLACK_CHANNEL，或在配置文件中列出频道。',
  noneToSend: '没有配置频道：请设置 SLACK_CHANNEL，或在配置文件中列出频道。',
  fetched: (p) => `${p.count} 期已应答`,
  doctor: {
    ok: '正常',
    fault: '故障',
    note: '提示',
    app: (p) => `${p.app}：微信接受凭据和调用`,
    noChats: '没有设置聊天平台：请设置 SLACK_BOT_TOKEN 或 TEAMS_APP_ID。',
  },
  outcome: {
    sent: '已发送',
    already: '已存在',
    busy: '另一进程正在发送',
    failed: '失败',
  },
  slackChecked: (p) => `Slack 工作区 ${p.team}，身份 ${p.user}`,
  teamsChecked: (p) => `Microsoft Teams 应用 ${p.app}，租户 ${p.tenant}`,
  stopping: '正在停止…',
};
