/** Simplified Chinese: what moved a rate, slow change, and what is to be expected. */
import type { Catalogue } from '../catalogue.ts';

const SEGMENT = { new: '新增用户', active: '活跃用户' } as const;

export const insights: Catalogue['insights'] = {
  heading: '缓慢变化与展望',
  drift: (p) =>
    `${SEGMENT[p.segment]}的${p.label}留存自 ${p.since} 起持续${p.isRise ? '上升' : '下降'}：按整周趋势从 ${p.from} 变为 ${p.to}（${p.change}）。`,
  projection: (p) =>
    `${p.cohorts}的${SEGMENT[p.segment]}：按其${p.early}留存推算，${p.late}留存为 ${p.rate}（95% 区间 ${p.low} 至 ${p.high}，参照最近 ${p.weeks} 个已知周）。并非实测数据。`,
  volume: (p) =>
    `${of(p.app)}每日新增用户是平时的 ${p.times} 倍（${p.now} 人，平时 ${p.before} 人）`,
  split: (p) =>
    `${of(p.app)}活跃用户的${p.label}留存变动 ${p.total} 个百分点：${p.mix} 个百分点来自新增用户占比${p.isMore ? '上升' : '下降'}（结构），${p.rate} 个百分点来自回访本身的变化（比率）`,
  returning: (p) => `${of(p.app)}老用户的${p.label}留存原为 ${p.before}，现为 ${p.after}`,
  loyal: '这是结构与规模的变化：老用户的回访一如既往。',
  apps: (p) =>
    `这些小程序${SEGMENT[p.segment]}的整体${p.label}留存变动 ${p.total} 个百分点：${p.mix} 个百分点来自用户在小程序之间的转移（结构），${p.rate} 个百分点来自各小程序自身的变化（比率）`,
};

function of(app: string | null): string {
  return app === null ? '' : `${app}：`;
}
