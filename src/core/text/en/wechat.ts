/** English: what WeChat refuses, as what happened and what to do. */
import { LATER, wording } from './wording.ts';

type App = { app: string };
type WeChat = App & { detail: string };

export const wechat = {
  wechat_unreachable: (p: WeChat) =>
    wording(
      `WeChat could not be reached for ${p.app} (${p.detail}).`,
      'Check the network and WECHAT_API_URL, and try again; a running bot does so by itself.',
    ),
  wechat_busy: (p: WeChat) => wording(`WeChat is busy (${p.app}: ${p.detail}).`, LATER),
  wechat_malformed: (p: WeChat) =>
    wording(
      `WeChat's answer for ${p.app} could not be read: ${p.detail}.`,
      'Check that WECHAT_API_URL is WeChat and not a proxy’s page.',
    ),
  analytics_busy: (p: WeChat) =>
    wording(`WeChat’s statistics are busy (${p.app}: ${p.detail}).`, LATER),
  not_ready: (p: WeChat) =>
    wording(`WeChat has not computed the newest figures of ${p.app} yet (${p.detail}).`, LATER),
  refused: (p: WeChat) =>
    wording(`WeChat refused the dates asked for ${p.app} (${p.detail}).`, 'They are skipped.'),
  token_invalid: (p: WeChat) =>
    wording(
      `WeChat did not accept the access token of ${p.app} (${p.detail}).`,
      'Try again later; if it lasts, another service may be resetting the tokens of this app.',
    ),
  wrong_secret: (p: WeChat) =>
    wording(
      `WeChat refused the AppSecret of ${p.app} (${p.detail}).`,
      'Copy it again from mp.weixin.qq.com, Development settings; a reset secret replaces the old one.',
    ),
  wrong_appid: (p: WeChat) =>
    wording(
      `WeChat does not know the appid ${p.app} (${p.detail}).`,
      'Copy it again from mp.weixin.qq.com, Development settings.',
    ),
  ip_not_allowed: (p: WeChat & { ip: string }) =>
    wording(
      `WeChat does not accept calls from this server's address ${p.ip || `(${p.detail})`} for ${p.app}.`,
      `Add ${p.ip || 'it'} to the IP whitelist in mp.weixin.qq.com, Development settings.`,
    ),
  secret_frozen: (p: WeChat) =>
    wording(
      `The AppSecret of ${p.app} is frozen (${p.detail}).`,
      'Unfreeze it in mp.weixin.qq.com, Development settings.',
    ),
  admin_needed: (p: WeChat) =>
    wording(
      `WeChat wants an administrator to confirm the calls of ${p.app} (${p.detail}).`,
      'Ask the administrator of the Mini Program to accept the notice in WeChat.',
    ),
  quota_spent: (p: WeChat) =>
    wording(
      `The daily quota of ${p.app} is used up (${p.detail}).`,
      'Try again after Beijing midnight, when it starts anew; see which other service calls the interface.',
    ),
  rate_limited: (p: WeChat) =>
    wording(
      `WeChat asks for fewer calls a minute for ${p.app} (${p.detail}).`,
      'Try again in a minute; a running bot does so by itself.',
    ),
  unauthorized: (p: WeChat) =>
    wording(
      `${p.app} may not use this interface (${p.detail}).`,
      'Check that it is a Mini Program and that the account (or the platform it authorized) has the data-analysis permission.',
    ),
  banned: (p: WeChat) =>
    wording(`WeChat has blocked ${p.app} (${p.detail}).`, 'See the notices in mp.weixin.qq.com.'),
  mini_game: (p: WeChat) =>
    wording(
      `${p.app} is a mini game; WeChat gives no retention for it here (${p.detail}).`,
      'Remove it from the configuration.',
    ),
  no_cloud: (p: WeChat) =>
    wording(
      `${p.app} has no cloud development environment (${p.detail}).`,
      'Open one with the cloud development button of WeChat DevTools.',
    ),
  token_server_failed: (p: WeChat) =>
    wording(
      `The token server gave no access token for ${p.app} (${p.detail}).`,
      'Check WECHAT_TOKEN_URL, WECHAT_TOKEN_BEARER and that server; it should answer {"access_token": …, "expires_in": …}.',
    ),
  cloud_permission: (p: WeChat) =>
    wording(
      `The cloud function of ${p.app} may not use the interface (${p.detail}).`,
      'Name it under permissions.openapi in the function’s config.json, upload the function again, and wait ten minutes.',
    ),
  cloud_unoffered: (p: WeChat) =>
    wording(
      `WeChat does not offer this interface to Cloud calls of ${p.app} (${p.detail}).`,
      'Set its transport to https.',
    ),
  cloud_ticket: (p: WeChat) =>
    wording(
      `The Cloud call of ${p.app} carries no ticket of WeChat’s (${p.detail}).`,
      'WeChat gives one to functions that a Mini Program, its HTTP API (transport cloud-function) or a timer set in WeChat DevTools has called, and to nobody else.',
    ),
  cloud_not_found: (p: WeChat) =>
    wording(
      `WeChat finds no such cloud environment or function for ${p.app} (${p.detail}).`,
      'Check WECHAT_CLOUD_ENV and WECHAT_CLOUD_FUNCTION, and that the function is deployed there.',
    ),
  cloud_function_failed: (p: WeChat) =>
    wording(
      `The cloud function of ${p.app} broke off (${p.detail}).`,
      'See its log in WeChat DevTools; give it five seconds, and deploy it with its dependencies installed in the cloud.',
    ),
  cloud_credentials: (p: App) =>
    wording(
      `There are no cloud credentials for ${p.app}: TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY are not set.`,
      'The cloud sets them inside a cloud function; anywhere else use another transport.',
    ),
  cloud_sdk_missing: (p: App) =>
    wording(
      `wx-server-sdk could not be loaded for ${p.app}.`,
      'Install it beside the bot: npm install wx-server-sdk@4.0.2',
    ),
  cloud_run_off: (p: WeChat) =>
    wording(
      `WeChat wants an access token of ${p.app} (${p.detail}): the open-interface service of its cloud hosting is off, or this is no container there.`,
      'Switch it on in the cloud hosting console and deploy the container again.',
    ),
  cloud_run_path: (p: WeChat & { path: string }) =>
    wording(
      `WeChat’s cloud hosting refused ${p.path} for ${p.app} (${p.detail}).`,
      'Add it to the list under Cloud call, WeChat token permissions, and deploy again; while a container starts it is refused, too.',
    ),
  no_trend: (p: App) =>
    wording(
      `The visit trend of ${p.app} cannot be asked through the cloud function.`,
      'Set WECHAT_MISSING_SIZE to none, or use another transport.',
    ),
  wechat_bug: (p: WeChat) =>
    wording(
      `WeChat rejected the form of a request for ${p.app} (${p.detail}).`,
      'Please report this as a bug.',
    ),
  wechat_unknown: (p: WeChat) =>
    wording(
      `WeChat answered ${p.app} with an unknown error (${p.detail}).`,
      'Look the code up in WeChat’s documentation.',
    ),
};
