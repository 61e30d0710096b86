/** Simplified Chinese: what the bot says when it is spoken to. */
import type { Catalogue } from '../catalogue.ts';

export const commands: Catalogue['commands'] = {
  helpTitle: '留存机器人',
  helpHeading: '命令',
  help: [
    '`/retention 日`、`周` 或 `月`（daily、weekly、monthly）— 小程序的最新留存',
    '`/retention weekly <小程序>` — 按名称或 appid 查看某个小程序',
    '`/retention daily new` 或 `active` — 只看新增用户或活跃用户',
    '`/retention apps` — 已配置的小程序',
    '`/retention subscribe` / `unsubscribe` — 在此订阅或取消定期简报',
    '`/retention 帮助` — 本说明',
  ],
  helpSummary: '输入 /retention daily、weekly 或 monthly，可加小程序名称以及 new 或 active。',
  unknownTitle: '无法识别的命令',
  unknown: (p) => `“${p.word}” 既不是命令，也不是已知的小程序。`,
  appsTitle: '小程序',
  appsSummary: (p) => `已配置 ${p.count} 个小程序。`,
  app: (p) => (p.name === p.appid ? p.name : `${p.name}（${p.appid}）`),
  noDataTitle: '暂无数据',
  noData: (p) =>
    `尚未采集到 ${p.app} 的数据。微信通常在北京时间 09:00 后给出前一天的数据，请届时再试。`,
  failedTitle: '无法回答',
  subscribedTitle: '已订阅',
  subscribed: '定期简报将发到这里。',
  unsubscribedTitle: '已取消订阅',
  unsubscribed: '定期简报不再发到这里。',
  fixedTitle: '由配置文件设定',
  fixed: '此频道由配置文件设定，请在那里修改。',
  welcomeTitle: '留存机器人已就绪',
  welcome: (p) =>
    `它会发布小程序的留存数据。下一次简报：${p.next}。输入 /retention help 查看用法。`,
  welcomeUnscheduled:
    '它会回答有关小程序留存的问题；没有计划在此发布简报。输入 /retention help 查看用法。',
  greetTitle: '你好',
  greet:
    '我报告微信小程序的留存。输入 “retention daily” 查看最新数据，或输入 “retention subscribe” 在此接收定期简报。',
  working: '正在查询…',
  operatorsTitle: '留存机器人：需要人工处理',
  explained: (p) => `${p.message}${p.hint}`,
};
