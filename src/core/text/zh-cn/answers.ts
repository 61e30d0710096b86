/** Simplified Chinese: answers about figures, and the buttons below them. */
import type { Catalogue } from '../catalogue.ts';

export const answers: Catalogue['answers'] = {
  actions: {
    grains: { day: '日', week: '周', month: '月' },
    segments: { both: '新增与活跃', new: '新增', active: '活跃' },
    share: '分享到频道',
    subscribe: '订阅……',
  },
  nothingOf: (p) => `${p.app} 没有 ${p.period} 的数据：微信未提供。请换一个较晚的日期。`,
  notYet: (p) =>
    `${p.app} ${p.period} 的数据尚未产出。微信通常在北京时间 09:00 后提供，请届时再试。`,

  contrast: {
    verdict: {
      higher: '更高',
      lower: '更低',
      'no clear difference': '无明显差异',
      'too few users': '用户过少',
      'no cohort': '无数据',
    },
    title: (p) =>
      `${p.one} 与 ${p.other} · ${{ day: '日', week: '周', month: '月' }[p.grain]}留存 · ${p.period}`,
    periodsTitle: (p) => `${p.app} · ${p.one} 与 ${p.other}`,
    summary: (p) => `${p.one} 对比 ${p.other}：${p.finding}。${p.numbers}。`,
    ofApp: (p) => `${p.app}的 ${p.name}`,
    moved: (p) =>
      `${p.segment === 'new' ? '新增' : '活跃'}用户${p.label}留存${{ higher: '高', lower: '低' }[p.direction]} ${p.points} 个百分点`,
    unjudged: '数据不足，无法判断差异',
    numbers: (p) => `${p.segment === 'new' ? '新增' : '活跃'}用户：${p.figures}`,
    pair: (p) => `${p.label} ${p.one} 对 ${p.other}`,
    sizes: (p) => `${p.one}：${p.size} 人 · ${p.other}：${p.otherSize} 人`,
    basis: (p) => `${p.size} 人中 ${p.retained} 人 · ${p.other}：${p.rate}，${p.rest}`,
    part: (p) => `${p.size} 人中 ${p.retained} 人`,
    cohort: (p) => `${p.basis} · ${p.cohort}的用户`,
    missing: (p) => `${p.name} 无数据`,
    every: (p) => `${p.segment}，各期留存`,
    offset: '间隔',
    difference: '差异（百分点）',
    verdictColumn: '判断',
    chartTitle: (p) => `${p.segment}留存对比`,
    chartAlt: (p) => `折线图。${p.title}。${p.one}：${p.figures}；${p.other}：${p.otherFigures}。`,
    footer: '来源：微信访问留存，按北京时间自然日统计。差异以百分点计，附 95% 置信区间。',
    weekdays: '两天的星期不同，仅此一点就可能造成差异。',
    lacking: (p) => `${p.segment}：${p.labels} 无法比较，微信的数据缺失或自相矛盾。`,
    nothing: (p) => `${p.one} 与 ${p.other} 还没有可比的留存率，暂时无法比较。`,
  },

  trend: {
    title: (p) => `${p.app} · ${p.label}留存趋势 · 截至 ${p.period}`,
    heading: (p) => `${p.segment}${p.label}留存`,
    size: (p) => (p.count === '1' ? `${p.to}，1 期` : `从 ${p.from} 到 ${p.to}，共 ${p.count} 期`),
    range: '范围',
    lowest: (p) => `最低：${p.rate}，${p.cohort}的用户`,
    highest: (p) => `最高：${p.rate}，${p.cohort}的用户`,
    median: (p) => `中位数：${p.rate}`,
    summary: (p) =>
      `${p.app}：${p.cohort}的${p.segment === 'new' ? '新增' : '活跃'}用户${p.label}留存 ${p.rate}（${p.finding}）；${
        p.count === '1' ? '暂无其他各期' : `${p.count} 期中最低 ${p.low}，最高 ${p.high}`
      }。`,
    moved: (p) => `对比 ${p.against} ${p.verdict} ${p.points} 个百分点`,
    short: (p) => `查询 ${p.wanted} 期，现有 ${p.count} 期的数据。`,
    gaps: (p) => `${p.cohorts} 没有留存率：微信的数据缺失或自相矛盾。`,
    nothing: (p) => `${p.app} 在这段时间没有${p.label}留存数据，暂无趋势。`,
  },

  cohorts: {
    title: (p) =>
      `${p.app} · ${{ day: '每日', week: '每周', month: '每月' }[p.grain]}用户群留存 · 截至 ${p.period}`,
    heading: (p) => `${p.segment}各期留存`,
    cohort: '用户群',
    size: '人数',
    summary: (p) =>
      `${p.app}，${p.count} 期${p.segment === 'new' ? '新增' : '活跃'}用户：${p.ranges}。`,
    footer: '来源：微信访问留存，按北京时间自然日统计。短横：尚未产出或缺失。',
  },

  alerts: {
    title: '告警',
    open: (p) => `此处有 ${p.count} 条未结束的告警。`,
    none: '此处没有未结束的告警。',
    openHeading: '未结束',
    finding: (p) => `${p.app}的${p.segment === 'new' ? '新增' : '活跃'}用户，自 ${p.since} 起`,
    with: (p) => `${p.opening}：${p.cell}`,
    withOthers: (p) => `${p.opening}：${p.cell}，另有 ${p.others} 项`,
    cell: (p) => `${p.label}留存 ${p.rate}（${p.size} 人），预期 ${p.low} 至 ${p.high}`,
    numbered: (p) => `第 ${p.number} 号：${p.entry}`,
    mutedUntil: (p) => `${p.entry}；静音至 ${p.until}`,
    details: (p) => `第 ${p.number} 号详情`,
    ended: (p) => `${p.entry}。已于 ${p.at} 结束：${p.why}。`,
    endings: {
      fell: '已结束',
      back: '留存已恢复到平时水平',
      'new-normal': '该水平持续已久，现视为正常',
      revised: '微信修订了所依据的数据',
    },
    isOpen: (p) => `${p.entry}。尚未结束。`,
    noNumberTitle: '没有这条告警',
    noNumber: (p) => `此会话没有第 ${p.number} 号告警；未结束的有：${p.numbers}。`,
    noneAtAll: (p) => `此会话没有第 ${p.number} 号告警，也没有未结束的告警。`,
    over: (p) => `第 ${p.number} 号告警已经结束，无需静音。`,
    mutedTitle: '已静音',
    muted: (p) =>
      `在 ${p.until} 之前，此处不再提及第 ${p.number} 号告警，除非它提前结束。撤销请输入 \`unmute ${p.number}\`。`,
    unmutedTitle: '已取消静音',
    unmuted: (p) => `第 ${p.number} 号告警若继续恶化，会再次在此说明。`,
    notMuted: (p) => `第 ${p.number} 号告警在此处并未静音。`,
    votedTitle: '已记录',
    useful: (p) => `第 ${p.number} 号告警已记为有帮助。`,
    notUseful: (p) =>
      `第 ${p.number} 号告警已记为没有帮助。如需静音，请输入 \`mute ${p.number} 7d\`。`,
    votes: (p) => `此处的 ${p.told} 条告警中，有 ${p.notUseful} 条被标记为没有帮助。`,

    judgedHeading: '告警判断',
    judged: (p) => `${p.app}：每天早晨判断`,
    judgedFrom: (p) => `${p.app}：尚未判断；首次判断为 ${p.on}`,
    judgedNever: (p) => `${p.app}：尚未判断；没有可供比较的历史数据`,
    lacksYear: (p) => `日历中没有 ${p.year} 年的数据，该年的日期不作判断。`,
    lacksYearFix: '请安装新版机器人，或设定其他日历。',

    testTitle: (p) => `最近 ${p.count} 天的告警测试`,
    usualRules: '常规判断以及配置中的规则',
    rule: (p) => `规则（${p.what}）`,
    ruleBelow: (p) => `${p.series}低于 ${p.rate}`,
    ruleDrop: (p) => `${p.series}比平时下降 ${p.drop}`,
    everySeries: '所有留存',
    everyRate: '各项',
    ofSegment: (p) => `${p.segment === 'new' ? '新增' : '活跃'}用户的${p.label}留存`,
    tested: (p) => `${p.from} 至 ${p.to}，按${p.rule}，共有 ${p.count} 条消息。`,
    besides: (p) => `同期常规判断的消息：${p.count} 条。`,
    judgedCells: (p) => `共判断 ${p.series} 个序列的 ${p.cells} 个留存率。`,
    messagesHeading: '消息',
    kinds: { drop: '下降', worse: '恶化', recovered: '恢复', retracted: '撤回' },
    message: (p) => `${p.at} · ${p.kind}：${p.entry}`,
    sightHeading: '看不到的变化',
    sight: (p) =>
      `${p.app}${p.segment === 'new' ? '新增' : '活跃'}用户的${p.label}留存：小于 ${p.drop} 的下降看不到`,
    blind: (p) => `${p.app}${p.segment === 'new' ? '新增' : '活跃'}用户的${p.label}留存：无法判断`,
    falseAlarms:
      '即使小程序的留存毫无变化，每年也会偶然出现不到一条消息（以模拟小程序测得）；因此这里的消息并不证明发生了什么。',
  },

  shareTitle: '已分享',
  shared: '已发布到频道。',
  alreadyShared: '频道里已经有了。',
  sharing: '正在分享。',
  notSharedTitle: '未能分享',
  notShared: '现在无法发布，请稍后再试。',
};
