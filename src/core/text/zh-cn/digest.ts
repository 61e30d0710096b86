/** Simplified Chinese: what a digest says. */
import type { Catalogue } from '../catalogue.ts';

export const digest: Catalogue['digest'] = {
  title: (p) => `${p.app} · ${{ day: '日', week: '周', month: '月' }[p.grain]}留存 · ${p.period}`,
  segment: { new: '新增用户', active: '活跃用户' },
  verdict: {
    up: '上升',
    down: '下降',
    'no clear change': '无明显变化',
    'too few users': '用户过少',
    'no cohort': '无数据',
  },
  noComparison: '无可比数据',
  size: (p) => `${p.count} 人 · ${p.period}`,
  sizeUnknown: (p) => `人数未知 · ${p.period}`,
  basis: (p) => `${p.size} 人中 ${p.retained} 人 · ${p.cohort}`,
  basisUnknown: (p) => `无数据 · ${p.cohort}`,
  change: (p) =>
    p.relative === null ? `${p.points} 个百分点` : `${p.points} 个百分点（${p.relative}）`,
  interval: (p) => `95% 区间 ${p.interval} 个百分点 · 对比 ${p.against}`,
  usual: (p) =>
    `平常水平 ${p.rate}（${p.count} ${{ day: '个同类日', week: '周', month: '个月' }[p.grain]}）`,
  newNormal: (p) => `${p.usual}，自${p.since}起的新常态`,
  beside: (p) => `对比 ${p.against} ${p.points} 个百分点（${p.interval}）`,
  summary: (p) => `${p.app}，${p.period}：${p.finding}。${p.numbers}。`,
  summaryMoved: (p) =>
    `${p.segment === 'new' ? '新增' : '活跃'}用户${p.label}留存${p.verdict} ${p.points} 个百分点`,
  summaryMore: (p) => `另有 ${p.count} 项变化`,
  summaryUnjudged: '数据不足，无法判断变化',
  summarySegment: (p) => `${p.segment === 'new' ? '新增' : '活跃'}用户：${p.figures}`,
  summaryFigure: (p) => `${p.label} ${p.rate}`,
  and: '；',
  comma: '，',
  cohortComma: '、',
  ripening: '尚待产出',
  ripens: (p) => `${p.label} ${p.day}起`,
  ripeningLine: (p) => `${p.cohort}的用户：${p.list}（北京时间 09:00 后）`,
  quality: '数据质量',
  quiet: '完整：没有缺失、延迟或矛盾的数据。',
  notReady: (p) => `微信尚未算出 ${p.period} 的数据（not ready），此处暂缺。`,
  noAnswer: (p) => `${p.cohorts} 的微信数据不全，依赖它的数字暂缺。`,
  noSize: (p) =>
    `${p.segment}：${p.cohorts} 有回访人数但总人数为零（缺少分母），因此不显示留存率。`,
  contradiction: (p) => `${p.segment}：${p.cohorts} 的回访人数多于总人数，因此不显示留存率。`,
  trendSize: (p) =>
    `${p.segment}：${p.cohorts} 的留存数据没有给出总人数，改用访问趋势的人数作为分母计算留存率。`,
  fewerActiveThanNew: (p) =>
    `${p.cohorts} 的活跃用户少于其中的新增用户，微信的数据自相矛盾，此处照原样显示。`,
  moreThanCame: (p) =>
    `活跃用户：${p.cohorts} 的回访人数多于回访当期的全部访问人数，微信的数据自相矛盾，此处照原样显示。`,
  noCalendar: (p) =>
    `日历中没有 ${p.year} 年的数据：涉及该年日期的数字只与此前的一期比较，不与平常水平比较。`,
  failed: (p) => `采集失败：${p.reason}`,
  late: '延迟：截止时微信仍未算出最新一期数据。',
  delayed: (p) => `延迟：原定于 ${p.due} 发布。`,
  older: (p) => `${p.wanted} 的数据尚未产出，以下为 ${p.shown} 的数据。`,
  revisions: '发布后的更新',
  revised: (p) => `${p.when} 修订：${p.figures}`,
  revisedFigure: (p) =>
    `${p.segment === 'new' ? '新增' : '活跃'}用户${p.label} ${p.from} → ${p.to}`,
  revisedEarlier: (p) => `……此前还有 ${p.count} 次`,
  completed: (p) => `${p.when} 补全：微信的数据已到。`,
  otherApps: (p) => `其他小程序：${p.apps}。在命令后加上名称即可查看。`,
  more: (p) => `……还有 ${p.count} 项`,
  simulated: '模拟数据：仅供演示，并非真实小程序。',
  footer: (p) =>
    `来源：微信访问留存，按北京时间自然日统计。${
      p.isUsualKnown
        ? `与平常水平比较（取自最近${
            { day: '八周内的同类日', week: '八个同类周', month: '十二个月' }[p.grain]
          }）`
        : p.grain === 'day'
          ? '每日数据与上周同一天比较'
          : '与上一期比较'
    }，附 95% 置信区间。`,
  schedule: (p) => `计划时间：${p.moment}。`,
  yourTime: (p) => `本地时间：${p.moment}`,
  current: (p) => `${p.label}，当前显示`,
  openChart: '打开图表',
  cohorts: (p) => `从 ${p.from} 到 ${p.to} 的 ${p.count} 期`,
};
