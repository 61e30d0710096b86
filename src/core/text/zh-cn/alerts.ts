/** Simplified Chinese: what an alert says. */
import type { Catalogue } from '../catalogue.ts';

export const alerts: Catalogue['alerts'] = {
  people: { new: '新增用户', active: '活跃用户' },
  figure: (p) => `${p.label}留存 ${p.rate}，预期 ${p.range}`,
  of: (p) => `${p.app} ${p.segment === 'new' ? '新增' : '活跃'}用户`,
  title: (p) => `${p.who}回访${p.isOver ? '曾' : ''}减少：${p.figure}`,
  titleRule: (p) => `${p.who}：${p.figure}`,
  belowLimit: (p) => `${p.label}留存 ${p.rate}，低于下限 ${p.limit}`,
  dropLimit: (p) => `${p.label}留存 ${p.rate}，比平常水平低 ${p.share}（限度 ${p.limit}）`,
  titleMany: (p) =>
    `${p.who} 的用户回访${p.isOver ? '曾' : ''}减少：共 ${p.count} 处下降，最多 ${p.deepest}`,
  titleBoth: (p) => `${p.app} 的新增与活跃用户回访${p.isOver ? '曾' : ''}均减少：${p.figure}`,
  leading: (p) => `${p.segment === 'new' ? '新增' : '活跃'}用户${p.figure}`,
  summary: (p) =>
    `自 ${p.since} 起，${p.who}的${p.label}留存${p.isOver ? '曾' : ''}${p.isBelow ? '低于' : '高于'}平常水平 ${p.distance} 个百分点（${p.share}）：${p.size} 人中有 ${p.rate} 回访，预期 ${p.range}${p.isRule ? '' : '，已超出偶然波动'}。`,
  summaryMany: (p) => `自 ${p.since} 起，回访少于预期，且超出偶然波动：${p.list}。`,
  summaryItem: (p) => `${p.who}${p.label}留存 ${p.rate}（${p.relative}）`,
  summaryStop: '；',
  more: (p) => `另有 ${p.count} 处`,
  since: (p) => `自 ${p.day} 起共 ${p.size} 人`,
  basis: (p) => `${p.size} 人中 ${p.retained} 人 · ${p.span}`,
  span: (p) => (p.from === p.to ? p.from : `${p.from}至${p.to}`),
  change: (p) => `${p.points} 个百分点（${p.relative}）`,
  expected: (p) => `预期 ${p.expected}，95% 介于 ${p.range}`,
  verdict: {
    below: '低于预期范围',
    within: '偏低，但单看仍在预期范围内',
    back: '在预期范围内',
    above: '高于预期范围',
  },
  also: (p) => `同样偏低：${p.list}。`,
  context: '已知情况',
  depth: (p) =>
    `${p.series === null ? '综合各日留存' : `${p.series}留存`}，降幅为 ${p.depth}（有 95% 的把握在 ${p.least} 至 ${p.most} 之间），涉及 ${p.people} 人。`,
  onlySegment: (p) => `${p.other === 'new' ? '新增' : '活跃'}用户：没有超出偶然波动的下降。`,
  otherToo: (p) =>
    `${p.other === 'new' ? '新增' : '活跃'}用户也在下降${p.number === null ? '' : `：第 ${p.number} 号告警`}。`,
  lowest: (p) =>
    `${p.label}留存为 ${p.days} 天来最低：此前 ${p.known} 期中最低为 ${p.before}（${p.cohort}）。`,
  asLow: (p) => `此前 ${p.days} 天已知的 ${p.known} 期中，${p.label}留存有 ${p.count} 次同样低。`,
  next: '如何处理',
  check: (p) =>
    `查看 ${p.day} 前后有何变化：版本发布、故障、${p.segments.includes('new') ? '推广活动、新增用户来源' : '消息推送、内容'}。`,
  ends: (p) =>
    `若原因已知，则无需处理：连续两个早晨，最近几天大致回到平常，且明显更接近平常而非下降后的水平，告警即自行结束；持续 ${p.days} 天则视为新常态。`,
  endsRule: '若原因已知，则无需处理：连续两个早晨，最新数据都不再触发该规则，告警即自行结束。',
  votes: (p) => `本会话的 ${p.told} 条告警中，有 ${p.notUseful} 条被标记为没有帮助。`,
  byRule: (p) => `由配置中的规则发现：${p.rule}。`,
  rule: (p) =>
    [
      p.below === null ? '' : `${p.what}低于 ${p.below}`,
      p.drop === null ? '' : `${p.what}比平常水平低 ${p.drop} 或更多`,
    ]
      .filter((part) => part)
      .join('，或'),
  anyRate: '任一留存率',
  table: {
    heading: '下降之处',
    alert: '告警',
    rate: '留存率',
    change: '变化',
    expected: '预期',
    users: '人数',
    since: '起始',
  },
  tableChange: (p) => `${p.points} pp（${p.relative}）`,
  named: (p) =>
    `${p.number === null ? '' : `第 ${p.number} 号 · `}${p.app === null ? '' : `${p.app} `}${p.segment === 'new' ? '新增' : '活跃'}用户`,
  mix: '构成与数量',
  chartTitle: (p) => `${p.segment}${p.label}留存与平常水平`,
  chartAlt: (p) =>
    `折线图。${p.app}，${p.title}，${p.from}至${p.to}。${p.figure}；自 ${p.since} 起的日期已标出。`,
  band: '预期范围',
  below: '低于预期范围',
  overAlt: (p) =>
    `折线图。${p.app}，${p.title}，${p.from}至${p.to}。最近几天${p.figure}；低于预期范围的日期已标出。`,
  marked: (p) => `自 ${p.since} 起下降`,
  footer:
    '来源：微信访问留存，按北京时间自然日统计。与此前八周同类日期比较；若无变化，95% 的留存率会落在预期范围内。',
  asOf: (p) => `截至 ${p.moment}。`,
  test: '测试：以下为本会发出的告警。',
  mute: (p) => `${p.number === null ? '' : `第 ${p.number} 号`}静音 7 天`,
  details: (p) => `${p.number === null ? '' : `第 ${p.number} 号`}详情`,
  notUseful: (p) => `${p.number === null ? '' : `第 ${p.number} 号`}没有帮助`,
  after: {
    worse: (p) => `进一步下降：${p.who}${p.figure === null ? '' : `，${p.figure}`}`,
    over: (p) => `已结束：${p.who}`,
    back: (p) => `已恢复：${p.who}${p.figure === null ? '' : `，${p.figure}`}`,
    'new-normal': (p) => `新常态：${p.who}${p.figure === null ? '' : `，${p.figure}`}`,
    revised: (p) => `撤回：${p.who}的回访并未减少${p.figure === null ? '' : `，${p.figure}`}`,
    said: (p) => `${p.who}：${p.sentence}`,
    heading: (p) => `${p.people} · ${p.app}`,
    worseBy: (p) =>
      p.before === null
        ? `目前比平常低 ${p.depth}。`
        : `目前比平常低 ${p.depth}；首次告警时为 ${p.before}。`,
    backAfter: (p) =>
      `已大致回到平常水平。降幅曾为 ${p.depth}，始于 ${p.from} 的用户，${p.days} 天前首次告警。`,
    normalSince: (p) =>
      `自 ${p.since} 以来的水平已持续六周，比原来低 ${p.depth}。今后以此为预期，告警结束。`,
    revisedBy: (p) =>
      p.list === ''
        ? '微信修订了数据，按现在的数据并无下降。'
        : `微信修订了数据：${p.list}。按修订后的数据并无下降。`,
    revisedFigure: (p) => `${p.cohort} 的${p.label}留存 ${p.from} → ${p.to}`,
  },
  now: {
    worse: (p) => `${p.moment} 进一步下降${ofWhom(p.who)}`,
    back: (p) => `${p.moment} 已恢复${ofWhom(p.who)}`,
    'new-normal': (p) => `${p.moment} 起视为新常态${ofWhom(p.who)}`,
    revised: (p) => `${p.moment} 因微信修订数据而撤回${ofWhom(p.who)}`,
    heading: '后续',
    title: {
      worse: (p) => `进一步下降 · ${p.title}`,
      back: (p) => `已恢复 · ${p.title}`,
      'new-normal': (p) => `新常态 · ${p.title}`,
      revised: (p) => `已撤回 · ${p.title}`,
    },
  },
  detail: {
    title: (p) => `${p.number === null ? '告警' : `第 ${p.number} 号告警`}：${p.who}`,
    summary: (p) => `${p.moment} 发现：自 ${p.since} 起，比平常低 ${p.depth}。`,
    heading: '判断依据',
    figure: '指标',
    users: '人数',
    rate: '留存率',
    expected: '预期',
    around: (p) => `${p.expected}（${p.range}）`,
    score: '得分',
    how: '判断方法',
    score1: '得分表示偏离预期多少个标准差，负数为下降。多项数据合在一起，远比单项可靠。',
    spread: (p) =>
      `${p.label}留存的波动（方差，取自其近八周数据）是偶然波动的 ${p.phi} 倍，预期范围已相应放宽。`,
    chanceOnly: (p) => `${p.label}留存的波动不超过偶然波动。`,
    baseline: (p) =>
      `${p.label}的平常水平取自 ${p.from}至${p.to} 同类日期的 ${p.cohorts} 期数据，共 ${p.people} 人。`,
    newNormal: (p) => `此前的水平是自 ${p.since} 起的新常态。`,
    usualRule: '由机器人自身的监测发现，而非配置中的规则。',
    earlier: (p) => `……另有 ${p.count} 项`,
    trend: (p) => `${p.label}留存走势`,
    all: '全部队列',
  },
};

function ofWhom(who: string | null): string {
  return who === null ? '' : `：${who}`;
}
