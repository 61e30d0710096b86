/** Simplified Chinese: what is wrong with a configuration, and the fix. */
import type { Catalogue } from '../catalogue.ts';

export const config: Catalogue['config'] = {
  missing: (p) => `缺少 ${p.name}。请在环境变量或 .env 中设置；.env.example 有说明。`,
  invalid: (p) => `${p.name} 无效：应为${p.expected}。`,
  missingKey: (p) => `缺少 ${p.key}。请在配置文件中补上。`,
  expected: {
    port: ' 0 到 65535 的整数',
    url: '完整的 http 或 https 地址',
    guid: ' 01234567-89ab-cdef-0123-456789abcdef 这样的 ID',
    secureUrl: ' https 地址，且不含用户名',
    zone: ' IANA 时区，例如 Asia/Shanghai',
    locale: ' en 或 zh-CN',
    level: ' debug、info、warn、error 或 silent',
    database: ' sqlite: 加文件名，例如 sqlite:data/retention.db',
    transport: ' https、cloud-function、cloud-call 或 cloud-run',
    missingSize: ' none 或 visit-trend',
    limit: ' 1 到 99999 的整数',
    text: '非空文本',
    list: '列表',
    grain: ' daily、weekly 或 monthly',
    unknownDelivery: ' repost 或 report',
    at: '时刻，例如 "09:30"',
    keys: '键和值',
    quoted: '以 * 或 & 开头的文本须加引号',
    value: '该设置可识别的值（见 .env.example 与 README）',
  },
  noFile: (p) => `无法读取配置文件 ${p.path}。请更正 RETENTION_CONFIG 或文件权限。`,
  notYaml: (p) => `${p.path} 不是有效的 YAML：${p.detail}`,
  noVariable: (p) => `${p.key} 引用了未设置的变量 ${p.variable}。请在环境变量或 .env 中设置。`,
  unknownKey: (p) => `${p.key} 不是已知的键。可用：${p.known}。`,
  twice: (p) => `${p.key}：${p.value} 出现了两次。请删除或重命名其中一个。`,
  urlOf: (p) => `${p.name} 的地址`,
  noApp: '没有配置小程序。请设置 WECHAT_APPID 和 WECHAT_APPSECRET，或在配置文件中列出 apps。',
  noTrend: (p) =>
    `${p.key} 为 visit-trend，但云函数无权查询访问趋势。请设为 none，或改用其他 transport。`,
  oneInside: (p) =>
    `${p.apps} 中只能有一个使用 cloud-call 或 cloud-run：在云内，微信只按容器所属的小程序应答。请分别运行机器人，或使用 https。`,
  oneAdapter: (p) => `${p.key} 必须且只能有其中之一：${p.adapters}。`,
  adapterOff: (p) =>
    `${p.key} 是 ${p.adapter} 频道，但未设置 ${p.variable}。请设置它，或移除该频道。`,
  unknownName: (p) => `${p.key} 引用了未配置的 ${p.value}。已有：${p.known}。`,
  noList: (p) => `${p.key} 既没有 channels 也没有 users。请列出有权限者，或将其删除。`,
  atOrCron: (p) => `${p.key} 同时有 at 和 cron，请只保留一个。`,
  cron: (p) => `${p.key} 不是五段 cron 表达式：${p.detail}。`,
  neverDue: (p) => `${p.key} 永远不会触发：没有符合 ${p.cron} 的日期。请更正其中的日或月。`,
};
