/** Simplified Chinese: the demo's page. */
import type { Catalogue } from '../catalogue.ts';

export const page: Catalogue['page'] = {
  title: '留存机器人 · 演示',
  heading: '留存机器人',
  tagline: '同一份微信小程序留存简报，在 Slack 与 Microsoft Teams 中的样子。',
  simulatedTag: '模拟数据',
  simulated: '此处全部为模拟数据。在 .env 中填写凭据后，同样的简报会发到真实的聊天中。',
  slack: 'Slack 中的样子',
  teams: 'Teams 中的样子',
  channel: '增长',
  team: '增长团队',
  posts: '帖子',
  badge: '应用',
  command: '试一条命令',
  examples: '示例',
  newestAlert: '最新告警',
  run: '运行',
  running: '正在运行…',
  failed: '命令未能运行。演示程序还在运行吗？',
  unreadable: '这不是命令。请输入类似 /retention weekly 的命令。',
  tooLong: (p) => `内容过长：命令最多 ${p.limit} 个字符。`,
  noScript: '绘制 Teams 一侧需要 JavaScript；其文字如下。',
  unavailable: '仅在真实聊天中可用',
};
