/** Simplified Chinese: a database that was restored from an older copy. */
import type { en } from '../en/index.ts';

export const restored: (typeof en)['restored'] = {
  title: '数据库已从较早的副本恢复',
  summary: ({ from, until }) =>
    `数据库中没有 ${from} 至 ${until} 期间的记录。这段时间内的订阅、静音和评价已丢失，请重新设置。能读取会话历史时，其中已有的消息不会再次发送；无法读取历史时，这段时间的消息一律不发送。`,
  heldHeading: '因可能已发送而暂未发送',
  held: ({ channel, what }) => `${channel} 频道：${what}`,
  digests: ({ count }) => `${count} 份简报`,
  alerts: ({ count }) => `${count} 条告警`,
  others: ({ count }) => `${count} 条其他消息`,
  hint: '请查看这些频道。缺少的简报可用 `retention-bot send daily --channel <频道名>` 补发；`/retention alerts` 会列出告警。',
  noted: ({ from, until }) =>
    `已记录：数据库中没有 ${from} 至 ${until} 期间的记录。可能已发送的消息会先在会话中查找，无法查找则不发送；正在运行的机器人（或下次启动时）会通知运维人员。`,
};
