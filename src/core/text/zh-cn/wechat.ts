/** Simplified Chinese: what WeChat refuses, as what happened and what to do. */
import type { wechat as english } from '../en/wechat.ts';
import { LATER, wording } from './wording.ts';

export const wechat: typeof english = {
  wechat_unreachable: (p) =>
    wording(
      `无法为 ${p.app} 连接微信（${p.detail}）。`,
      '请检查网络与 WECHAT_API_URL，然后重试；运行中的机器人会自动重试。',
    ),
  wechat_busy: (p) => wording(`微信繁忙（${p.app}：${p.detail}）。`, LATER),
  wechat_malformed: (p) =>
    wording(
      `无法解析微信对 ${p.app} 的应答：${p.detail}。`,
      '请确认 WECHAT_API_URL 指向微信，而不是代理页面。',
    ),
  analytics_busy: (p) => wording(`微信数据统计繁忙（${p.app}：${p.detail}）。`, LATER),
  not_ready: (p) => wording(`微信尚未算出 ${p.app} 的最新数据（${p.detail}）。`, LATER),
  refused: (p) => wording(`微信拒绝了 ${p.app} 的日期范围（${p.detail}）。`, '已跳过。'),
  token_invalid: (p) =>
    wording(
      `微信不接受 ${p.app} 的 access token（${p.detail}）。`,
      '请稍后重试；如持续出现，可能有其他服务在重置该小程序的 token。',
    ),
  wrong_secret: (p) =>
    wording(
      `微信拒绝了 ${p.app} 的 AppSecret（${p.detail}）。`,
      '请在 mp.weixin.qq.com 的开发设置中重新复制；重置后旧密钥失效。',
    ),
  wrong_appid: (p) =>
    wording(
      `微信不认识 appid ${p.app}（${p.detail}）。`,
      '请在 mp.weixin.qq.com 的开发设置中重新复制。',
    ),
  ip_not_allowed: (p) =>
    wording(
      `微信不接受来自本服务器地址 ${p.ip || `（${p.detail}）`} 对 ${p.app} 的调用。`,
      `请在 mp.weixin.qq.com 的开发设置中把 ${p.ip || '该地址'} 加入 IP 白名单。`,
    ),
  secret_frozen: (p) =>
    wording(
      `${p.app} 的 AppSecret 已被冻结（${p.detail}）。`,
      '请在 mp.weixin.qq.com 的开发设置中解冻。',
    ),
  admin_needed: (p) =>
    wording(
      `微信要求管理员确认 ${p.app} 的调用（${p.detail}）。`,
      '请小程序管理员在微信中确认通知。',
    ),
  quota_spent: (p) =>
    wording(
      `${p.app} 的当日调用额度已用完（${p.detail}）。`,
      '额度在北京时间零点恢复，请届时重试，并查看还有哪些服务在调用该接口。',
    ),
  rate_limited: (p) =>
    wording(
      `微信要求降低 ${p.app} 的每分钟调用次数（${p.detail}）。`,
      '请一分钟后重试；运行中的机器人会自动重试。',
    ),
  unauthorized: (p) =>
    wording(
      `${p.app} 无权使用该接口（${p.detail}）。`,
      '请确认它是小程序，且账号（或授权平台）拥有数据分析权限。',
    ),
  banned: (p) =>
    wording(`微信已封禁 ${p.app}（${p.detail}）。`, '请查看 mp.weixin.qq.com 的通知。'),
  mini_game: (p) =>
    wording(`${p.app} 是小游戏，微信不在此提供其留存（${p.detail}）。`, '请将它从配置中移除。'),
  no_cloud: (p) =>
    wording(`${p.app} 未开通云开发（${p.detail}）。`, '请在微信开发者工具中点击“云开发”开通。'),
  token_server_failed: (p) =>
    wording(
      `token 服务器没有给出 ${p.app} 的 access token（${p.detail}）。`,
      '请检查 WECHAT_TOKEN_URL、WECHAT_TOKEN_BEARER 以及该服务器；它应返回 {"access_token": …, "expires_in": …}。',
    ),
  cloud_permission: (p) =>
    wording(
      `${p.app} 的云函数没有调用该接口的权限（${p.detail}）。`,
      '请在云函数 config.json 的 permissions.openapi 中列出该接口，重新上传，并等待十分钟。',
    ),
  cloud_unoffered: (p) =>
    wording(
      `微信不允许 ${p.app} 通过云调用使用该接口（${p.detail}）。`,
      '请把它的 transport 设为 https。',
    ),
  cloud_ticket: (p) =>
    wording(
      `${p.app} 的云调用没有携带微信凭证（${p.detail}）。`,
      '只有由小程序、微信 HTTP API（transport 为 cloud-function）或在微信开发者工具中设置的定时器触发的云函数才有凭证。',
    ),
  cloud_not_found: (p) =>
    wording(
      `微信找不到 ${p.app} 的云环境或云函数（${p.detail}）。`,
      '请检查 WECHAT_CLOUD_ENV 和 WECHAT_CLOUD_FUNCTION，并确认云函数已部署到该环境。',
    ),
  cloud_function_failed: (p) =>
    wording(
      `${p.app} 的云函数执行中断（${p.detail}）。`,
      '请在微信开发者工具中查看日志；把超时设为五秒，并以“云端安装依赖”方式部署。',
    ),
  cloud_credentials: (p) =>
    wording(
      `${p.app} 没有云凭据：未设置 TENCENTCLOUD_SECRETID 和 TENCENTCLOUD_SECRETKEY。`,
      '它们由云环境在云函数内提供；在其他地方请使用别的 transport。',
    ),
  cloud_sdk_missing: (p) =>
    wording(
      `无法为 ${p.app} 加载 wx-server-sdk。`,
      '请在机器人目录中安装：npm install wx-server-sdk@4.0.2',
    ),
  cloud_run_off: (p) =>
    wording(
      `微信要求提供 ${p.app} 的 access token（${p.detail}）：云托管的“开放接口服务”未开启，或此处不是云托管容器。`,
      '请在云托管控制台开启后重新部署。',
    ),
  cloud_run_path: (p) =>
    wording(
      `微信云托管拒绝了 ${p.app} 对 ${p.path} 的请求（${p.detail}）。`,
      '请在“云调用 - 微信令牌权限配置”中加入该路径并重新部署；容器启动期间也会被拒绝。',
    ),
  no_trend: (p) =>
    wording(
      `无法通过云函数查询 ${p.app} 的访问趋势。`,
      '请把 WECHAT_MISSING_SIZE 设为 none，或改用其他 transport。',
    ),
  wechat_bug: (p) =>
    wording(`微信拒绝了 ${p.app} 的请求格式（${p.detail}）。`, '请将此作为缺陷报告。'),
  wechat_unknown: (p) =>
    wording(`微信对 ${p.app} 返回未知错误（${p.detail}）。`, '请在微信文档中查询该错误码。'),
};
