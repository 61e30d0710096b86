/** WeChat's refusals: an errcode with WeChat's own words. */

export interface Fault {
  readonly errcode: number;
  readonly errmsg: string;
}

export const FAULTS = {
  busy: fault(-1, 'system error'),
  invalidCredential: fault(
    40001,
    'invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r',
  ),
  invalidGrantType: fault(40002, 'invalid grant_type'),
  invalidAppid: fault(40013, 'invalid appid'),
  missingParameter: fault(40101, 'missing parameter'),
  invalidSecret: fault(40125, 'invalid appsecret'),
  missingToken: fault(41001, 'access_token missing'),
  missingAppid: fault(41002, 'appid missing'),
  missingSecret: fault(41004, 'appsecret missing'),
  expiredToken: fault(42001, 'access_token expired'),
  postOnly: fault(43002, 'require POST method'),
  emptyBody: fault(44002, 'empty post data'),
  dailyQuota: fault(45009, 'reach max api daily quota limit'),
  minuteQuota: fault(45011, 'api minute-quota reach limit, must slower, retry next minute'),
  dataFormat: fault(47001, 'data format error'),
  dateFormat: fault(61500, 'date format error'),
  dateRange: fault(61501, 'date range error'),
  miniGame: fault(61502, 'this is game miniprogram, data api is not supported'),
  notReady: fault(61503, 'data not ready, please try later'),
  // The space before the comma is WeChat's.
  analyticsBusy: fault(61504, 'system busy now , please try later'),
  unknownPath: fault(76021, 'cgi_path not found, please check'),
  noCloud: fault(85088, 'no qbase privilege'),
  noFunction: fault(-501000, 'no such environment or function'),
} as const;

/** The caller's address is in the words: that is where an operator finds it. */
export function addressRefused(ip: string): Fault {
  return fault(40164, `invalid ip ${ip} ipv6 ::ffff:${ip}, not in whitelist`);
}

export function isFault(answer: object): answer is Fault {
  return 'errcode' in answer && answer.errcode !== 0;
}

/** A refusal with the id of its request, as WeChat gives each. */
export function signed<T extends object>(answer: T, rid: string): T {
  return isFault(answer) ? { ...answer, errmsg: `${answer.errmsg} rid: ${rid}` } : answer;
}

function fault(errcode: number, errmsg: string): Fault {
  return { errcode, errmsg };
}
