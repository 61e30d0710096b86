/** Simplified Chinese: the form to subscribe, and what a chat platform is told about the bot. */
import type { Catalogue } from '../catalogue.ts';

export const forms: Catalogue['forms'] = {
  title: '订阅留存简报',
  submit: '订阅',
  cancel: '取消',
  close: '关闭',
  app: '小程序',
  allApps: '全部小程序',
  grain: '频率',
  grains: { day: '每日', week: '每周', month: '每月' },
  at: '时间',
  zone: '时区（可输入城市名）',
  channel: '频道',
  noZone: '请从列表中选择时区。',
  notInChannel: '机器人不在该频道中。请先邀请它，再试一次：/invite @retention',
  working: '还需要一点时间…',
  notOpened: '表单未能打开。请再按一次按钮，或输入 /retention subscribe weekly at 09:30。',
  manifest: {
    description: '微信小程序的留存：定时简报与 /retention 查询',
    longDescription:
      '把微信小程序的日、周、月留存按计划发布到您选择的频道，附图表、与往期的可靠比较，并说明哪些数据尚待产出。输入 /retention、提及机器人或直接给它发消息，即可查看已保存的数据：按小程序、新增用户或活跃用户、日期或周期查询，比较两个小程序或两个周期，查看趋势与各批用户的留存热力图，订阅或取消订阅简报。数据来自微信官方的访问留存接口，统计口径为北京时间，每项变化都附带置信区间与结论。机器人只读取发给它的消息，不保存频道中的其他内容。',
    command: '查看小程序的留存',
    usage: '[daily | weekly | monthly] [小程序] [new | active]、trend、compare、subscribe、help',
  },
};
