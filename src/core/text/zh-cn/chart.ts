/** Simplified Chinese: what a chart says. */
import type { Catalogue } from '../catalogue.ts';

export const chart: Catalogue['chart'] = {
  curveTitle: (p) => `${p.segment}留存`,
  trendTitle: (p) => `${p.segment}${p.label}留存`,
  now: (p) => `截至 ${p.period}`,
  before: { day: '一周前', week: '一周前', month: '一个月前' },
  curveAlt: (p) => `折线图。${p.app}，${p.title}：${p.figures}；${p.before}`,
  trendAlt: (p) =>
    `折线图。${p.app}，${p.title}：从 ${p.from} 到 ${p.to}；最低 ${p.low}，最高 ${p.high}。`,
  point: (p) => `${p.label} ${p.rate}`,
  beforeFigures: (p) => `${p.name}：${p.figures}。`,
  heatTitle: (p) => `${p.segment}各期留存`,
  heatAlt: (p) => `热力图。${p.app}，${p.title}，${p.count} 期：${p.ranges}。`,
  heatRange: (p) => `${p.label}最新 ${p.newest}，介于 ${p.low} 与 ${p.high} 之间`,
  heatKey: '颜色越深留存越高，仅在同一列内比较',
  bandHigh: (p) => `上限：${p.name}`,
  bandLow: (p) => `下限：${p.name}`,
  marked: (p) => `其中${p.positions}：${p.name}`,
  nothing: '暂无可绘制的数据',
  nothingAlt: (p) => `${p.title}：暂无可绘制的数据`,
  empty: '暂无可绘制的数据',
};
