/** Simplified Chinese: what the command line prints. */
import type { Catalogue } from '../index.ts';

export const terminal: Catalogue['terminal'] = {
  demoReady: (p) => `使用模拟数据的演示：${p.url}`,
  collecting: (p) => `正在采集 ${p.done} / ${p.total}`,
  noChannels: '没有配置频道：简报无处可发。请设置 SLACK_CHANNEL，或在配置文件中列出频道。',
  noneToSend: '没有配置频道：请设置 SLACK_CHANNEL，或在配置文件中列出频道。',
  outcome: {
    sent: '已发送',
    already: '已存在',
    busy: '另一进程正在发送',
    failed: '失败',
  },
  stopping: '正在停止…',
};
