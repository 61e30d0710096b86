/** Chinese: what operators are told when something doesn't come, and when it comes again. */
import type { en } from '../en/index.ts';

export const notices: (typeof en)['notices'] = {
  began: {
    late: '微信数据延迟',
    silent: '连续两天没有新数据',
    channel: '有频道无法接收消息',
  },
  ended: {
    late: '微信数据已到',
    silent: '数据已恢复',
    channel: '频道恢复接收消息',
  },
  late: ({ day, count, apps }) =>
    `微信还没有给出 ${count} 个小程序 ${day} 的数据：${apps}。缺失的数据不会触发告警。机器人会继续获取，数据到达后会通知您。`,
  silent: ({ count, apps }) =>
    `有 ${count} 个小程序已连续两天没有新数据：${apps}。运行 \`retention doctor\` 可查看需要处理的问题；数据恢复后会通知您。`,
  there: ({ count, apps }) => `${count} 个小程序的最新数据已经到达：${apps}。`,
  takes: ({ channels }) => `以下频道恢复接收消息：${channels}。`,
  more: ({ count }) => `另外 ${count} 个`,
};
