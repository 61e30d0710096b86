/** Simplified Chinese: what the bot says when it is spoken to. */
import type { Catalogue } from '../catalogue.ts';

export const commands: Catalogue['commands'] = {
  helpTitle: '留存机器人',
  helpHeading: '命令',
  help: [
    '`/retention 日`、`周` 或 `月`（daily、weekly、monthly）— 最新留存；可加小程序名称或 appid，以及 `新增` 或 `活跃`',
    '`/retention daily 2026-11-20`、`weekly 2026-W46`、`monthly 2026-10`、`昨天`、`上周` — 查看较早的一期',
    '`/retention compare <小程序> <小程序>` — 两个小程序对比',
    '`/retention compare 2026-W46 2026-W45` — 同一小程序的两期对比',
    '`/retention trend D7 60d` — 某一留存的走势；也可用 `W1 12w`、`M1 6m`',
    '`/retention cohorts` — 各期用户的热力图；可加 `周` 或 `月`',
    '`/retention apps` — 已配置的小程序',
    '`/retention subscribe weekly <小程序> at 09:30 in Asia/Shanghai` — 在此定期发布；只写 `订阅` 则发布全部定期简报',
    '`/retention subscriptions`、`unsubscribe 3` — 此处的订阅，以及取消',
    '`/retention alerts`、`alert 3` — 此处未结束的告警，以及某一条的详情',
    '`/retention mute 3 7d`、`unmute 3`、`useful 3`、`not useful 3` — 静音某条告警，以及评价它是否有用',
    '`/retention alerts test 新增 D1 低于 20% 60d` — 某条规则本来会发出哪些告警；`alerts test 下降 15%` 是相对平时而言，只写 `alerts test` 则测试现有告警',
    '`/retention status` — 下一次简报的时间，以及遇到的问题',
    '`/retention 帮助` — 本说明',
  ],
  helpSummary:
    '输入 /retention daily、weekly 或 monthly，可加小程序名称、日期以及 new 或 active；还可以 compare、trend、cohorts 和 subscribe。',
  unknownTitle: '无法识别的命令',
  unknown: (p) => `“${p.word}” 既不是命令，也不是已知的小程序。`,
  meant: (p) => `无法识别 “${p.word}”。您是否要输入 \`${p.meant}\`？`,
  faultTitle: '还差一点',
  faults: {
    noDate: (p) =>
      `没有 “${p.word}” 这个日期。日期请写成 2026-11-20，周写成 2026-W46，月写成 2026-10。`,
    notOver: (p) => `${p.period}还没有结束，微信将在 ${p.day} 09:00（北京时间）之后提供其数据。`,
    otherGrain: (p) => {
      const example = { day: '2026-11-20', week: '2026-W46', month: '2026-10' }[p.grain];
      const name = { day: '一日', week: '一周', month: '一个月' }[p.grain];
      return `“${p.word}” 不是${name}。请写成 ${example} 的形式，或不写日、周、月。`;
    },
    whichApp: (p) => `“${p.word}” 可能是 ${p.apps}。请写出更完整的名称，或写 appid。`,
    others: (p) => `其他 ${p.count} 个`,
    compareWhat:
      '请对比两个小程序（`compare 晨读 商店`），或长度相同的两期（`compare 2026-W46 2026-W45`）。',
    noOffset: (p) => `微信没有 ${p.word} 留存。可用的有：${p.offsets}。`,
    noLength: (p) =>
      `走势的长度不能是 “${p.word}”。日留存请写 \`60d\`，周留存 \`12w\`，月留存 \`6m\`，此处最多 ${p.most}。`,
    noTime: (p) => `“${p.word}” 不是时间。请写成 09:30 或 21:00。`,
    noZone: (p) => `没有 “${p.word}” 这个时区。请写成 Asia/Shanghai 或 Europe/Paris。`,
    zoneMeant: (p) => `没有 “${p.word}” 这个时区。您是否要输入 ${p.meant}？`,
    noGrain: '请写明频率：`subscribe daily`、`subscribe weekly` 或 `subscribe monthly`。',
    noNumber: (p) => `“${p.word}” 不是列表中的编号。编号见 \`subscriptions\` 和 \`alerts\`。`,
    whichNumber: '请写明编号。编号见 `subscriptions` 和 `alerts`。',
    noDays: (p) => `请写明时长，如 \`mute 3 7d\` 或 \`mute 3 1w\`：最多 ${p.most} 天。`,
    noShare: (p) =>
      `“${p.word}” 不是比例。留存低于某值请写 \`低于 20%\`，相对平时下降请写 \`下降 15%\`。`,
    noSpan: (p) => `告警测试的时长不能是 “${p.word}”。请写 \`30d\` 或 \`8w\`，最多 ${p.most} 天。`,
  },
  appsTitle: '小程序',
  appsSummary: (p) => `已配置 ${p.count} 个小程序。`,
  app: (p) => (p.name === p.appid ? p.name : `${p.name}（${p.appid}）`),
  noDataTitle: '暂无数据',
  noData: (p) =>
    `尚未采集到 ${p.app} 的数据。微信通常在北京时间 09:00 后提供前一天的数据，请届时再试。`,
  failedTitle: '无法回答',
  limitedTitle: '请稍等',
  limited: (p) =>
    `您发送的命令过于频繁：每分钟最多 ${p.most} 条。这一条没有执行，请在 ${p.seconds} 秒后重新发送。`,
  subscribedTitle: '已订阅',
  subscribed: '定期简报将发到这里。',
  unsubscribedTitle: '已取消订阅',
  unsubscribed: '定期简报不再发到这里。',
  fixedTitle: '由配置文件设定',
  fixed: '此频道由配置文件设定，请在那里修改。',
  welcomeTitle: '留存机器人已就绪',
  welcomeHeard: {
    welcome: (p) =>
      `它会发布小程序的留存数据。下一次简报：${p.next}。输入 /retention help 查看用法。`,
    unscheduled:
      '它会回答有关小程序留存的问题；没有计划在此发布简报。输入 /retention help 查看用法。',
  },
  welcomeDeaf: {
    welcome: (p) => `它会在此发布小程序的留存数据。下一次简报：${p.next}。`,
    unscheduled: '它可以在此发布小程序的留存数据；目前没有计划在此发布。',
  },
  greetTitle: '您好',
  greet: (p) =>
    `我报告微信小程序的日、周、月留存，附图表，并说明哪些变化是真实的。点击下方按钮，定期简报就会发到${p.chat === 'channel' ? '此频道' : '此聊天'}。`,
  greetHeading: (p) => (p.chat === 'personal' ? '可以这样发消息给我' : '可以这样 @ 我'),
  greetItems: [
    '`retention daily`、`weekly` 或 `monthly` — 最新留存',
    '`retention compare`、`trend D7 60d`、`cohorts` — 进一步查看',
    '`retention subscribe weekly` — 每周一发送简报',
    '`retention help` — 其他用法',
  ],
  greetSubscribe: (p) => (p.chat === 'channel' ? '订阅到此频道' : '订阅到此聊天'),
  working: '正在查询…',
  answerFollows: '结果随后以消息发出。',
  workingOn: '还需要一点时间，结果随后以消息发出。',
  noButton: '此按钮已失效。请重新提问，以获取带有新按钮的消息。',
  operatorsTitle: '留存机器人：需要人工处理',
  explained: (p) => `${p.message}${p.hint}`,
};
