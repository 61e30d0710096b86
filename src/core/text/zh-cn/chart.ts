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
  nothing: '暂无可绘制的数据',
  empty: '暂无可绘制的数据',
};
