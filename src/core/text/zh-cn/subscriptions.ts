/** Simplified Chinese: subscriptions, permissions and status. */
import type { Catalogue } from '../catalogue.ts';

export const subscriptions: Catalogue['subscriptions'] = {
  allApps: '所有小程序',
  at: (p) => `${{ day: '每天', week: '每周一', month: '每月 1 日' }[p.grain]} ${p.at}（${p.zone}）`,
  byCron: (p) => `按 cron 表达式 \`${p.cron}\`（${p.zone}）`,
  entry: (p) =>
    `${p.apps}的${{ day: '日报', week: '周报', month: '月报' }[p.grain]}，${p.rhythm}发布`,
  numbered: (p) => `第 ${p.number} 号：${p.entry}`,
  next: (p) => `${p.entry}，下次 ${p.next}`,
  gone: (p) => `${p.entry}，但该小程序已不在配置中，不会发布`,

  added: (p) =>
    `${p.entry}；首次发布：${p.next}，内容为 ${p.period} 的数据。撤销请输入 \`unsubscribe ${p.number}\`。`,
  thereTitle: '已经订阅过了',
  there: (p) =>
    `${p.entry}，已是第 ${p.number} 号订阅；下次发布：${p.next}。撤销请输入 \`unsubscribe ${p.number}\`。`,
  once: '另有计划或订阅在此发布同一份简报；每份简报只发一次，以先到的时间为准。',
  early: (p) =>
    `届时微信还没有最新一${{ day: '天', week: '周', month: '个月' }[p.grain]}的数据（北京时间 09:00 之后才有），因此简报内容为再前一${{ day: '天', week: '周', month: '个月' }[p.grain]}。`,
  unreached: '机器人无法在此会话发言，因此这里收不到简报。',
  fullTitle: '订阅过多',
  full: (p) => `此会话已有 ${p.most} 项订阅，不能再增加。请先删除一项。`,
  wholeAlready: '定期简报已经在发到这里。',
  wholeNever: '定期简报本来就没有发到这里。',

  removed: (p) => `不再发到这里：${p.entry}。`,
  stillPosted: '同一份简报仍会因其他订阅或配置文件中的计划发到这里。',
  stillNumbered: '单独订阅的项目仍然保留，请按编号删除。',
  noNumberTitle: '没有这项订阅',
  noNumber: (p) => `此会话没有第 ${p.number} 号订阅，现有：${p.numbers}。`,
  noneAtAll: (p) => `此会话没有第 ${p.number} 号订阅，也没有其他订阅。`,

  listTitle: '发到这里的内容',
  listed: (p) => `共有 ${p.count} 项计划和订阅会发到此会话。`,
  nothing:
    '目前没有内容发到这里。输入 `subscribe weekly` 可每周一收到简报，输入 `subscribe` 可收到全部定期简报。',
  numberedHeading: '此会话的订阅',
  wholeHeading: '整体订阅',
  whole: '所有面向全部频道的计划；输入 `unsubscribe` 取消',
  configuredHeading: '由配置文件设定，只能在那里修改',
  remove: (p) => `删除第 ${p.number} 号`,

  refusedTitle: '没有权限',
  refused: {
    query:
      '只有机器人所在会话的成员，或配置中 access 列出的人，才能查看数据。请在这样的会话中提问，或请机器人的管理者为您开通。',
    subscribe:
      '只有机器人所在会话的成员，或配置中 access 列出的人，才能更改发到这里的内容。请联系他们或机器人的管理者。',
    mute: '只有机器人所在会话的成员，或配置中 access 列出的人，才能静音告警。请联系他们或机器人的管理者。',
  },

  statusTitle: '状态',
  nextHere: (p) => `这里的下一次简报：${p.next}。`,
  noneNext: '这里没有待发的简报。',
  isPaused: '这里的发布已暂停。',
  notPaused: '机器人可以正常在此发布。',
  notRun: (p) => `${p.entry}；尚未运行，下次 ${p.next}`,
  hasRun: (p) => `${p.entry}；上次 ${p.last}，下次 ${p.next}`,
  isOpen: (p) => `${p.entry}；${p.last} 的一次正在进行，或在等待微信或聊天平台，下次 ${p.next}`,
  fails: (p) => `${p.line}；${p.at} 运行失败：${p.reason}`,
  failsSince: (p) => `${p.line}；上次成功 ${p.success}，${p.at} 运行失败：${p.reason}`,
  collects: (p) =>
    `${{ day: '每天', week: '每周一', month: '每月 1 日' }[p.grain]} ${p.at}（${p.zone}）采集${{ day: '日', week: '周', month: '月' }[p.grain]}数据`,
  dataHeading: '最新数据',
  data: (p) => `${p.app}：日 ${p.day}，周 ${p.week}，月 ${p.month}`,
  behind: (p) => `${p.known}（${p.wanted} 的数据尚未就绪）`,
  pausedHeading: '已暂停发布',
  paused: (p) => `${p.chat}，自 ${p.since} 起：${p.reason}`,
  thisChat: '此会话',
};
