/** Simplified Chinese: what moved a rate, slow change, and what is to be expected. */
import type { Catalogue } from '../catalogue.ts';

const SEGMENT = { new: '新用户', active: '活跃用户' } as const;

export const insights: Catalogue['insights'] = {
  heading: '缓慢变化与展望',
  drift: (p) =>
    `${SEGMENT[p.segment]}的 ${p.label} 自${p.since}起持续${p.isRise ? '上升' : '下降'}：按整周趋势从 ${p.from} 变为 ${p.to}（${p.change}）`,
  projection: (p) =>
    `${p.cohorts}${SEGMENT[p.segment]}的 ${p.late}，按其 ${p.early} 推算：${p.rate}（${p.low} 至 ${p.high}，参照最近 ${p.weeks} 个已知周）；并非实测数据`,
  volume: (p) => `${p.app}：每日新用户是平时的 ${p.times} 倍（${p.now} 人，平时 ${p.before} 人）`,
  split: (p) =>
    `${p.app}：活跃用户的 ${p.label} 变动 ${p.total} 个百分点，其中 ${p.mix} 个百分点来自新用户占比的变化（结构），${p.rate} 个百分点来自回访本身的变化（比率）`,
  returning: (p) => `${p.app}：老用户的 ${p.label} 原为 ${p.before}，现为 ${p.after}`,
  loyal: (p) => `${p.app}：这是结构与规模的变化；原有用户的回访一如既往`,
  apps: (p) =>
    `这些小程序${SEGMENT[p.segment]}的整体 ${p.label} 变动 ${p.total} 个百分点，其中 ${p.mix} 个百分点来自用户在小程序之间的转移（结构），${p.rate} 个百分点来自各小程序自身的变化（比率）`,
};
