/** Simplified Chinese: the demo's page. */
import type { Catalogue } from '../index.ts';

export const page: Catalogue['page'] = {
  title: '留存机器人 · 演示',
  simulated: '此处全部为模拟数据。在 .env 中填写凭据后，同样的简报会发到真实的聊天中。',
  slack: 'Slack 中的样子',
  teams: 'Teams 中的样子',
  command: '试一条命令',
  run: '运行',
  failed: '命令未能运行。演示程序还在运行吗？',
  noScript: '绘制 Teams 一侧需要 JavaScript；其文字如下。',
};
