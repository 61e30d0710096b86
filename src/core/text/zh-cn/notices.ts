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
  runFailed: ({ run, at, why }) => `有一次运行失败：${run}，应于 ${at} 运行。${why}稍后会重试。`,
  collection: ({ grain }) => `采集${{ day: '每日', week: '每周', month: '每月' }[grain]}数据`,
  missedTitle: '有简报未能发布',
  missed: ({ count }) =>
    `机器人停止运行期间，有 ${count} 份简报到了发布时间，它们不会补发。可用 \`/retention daily 2026-11-20\` 之类的命令查看数据。`,
  missedHeading: '未发布的简报',
  missedOf: ({ entry, count, first, last }) =>
    count === '1' ? `${entry}：${first} 的一份` : `${entry}：${count} 份，从 ${first} 到 ${last}`,
  madeUp: ({ line, count, first, last }) =>
    first === last
      ? `${line}；${first} 的一份现在补发`
      : `${line}；${first} 至 ${last} 的 ${count} 份现在补发`,
  more: ({ count }) => `另外 ${count} 个`,
};
