/** A cloud function that asks WeChat for the retention of one cohort by cloud call; the bot invokes it over HTTPS. */
'use strict';

const cloud = require('wx-server-sdk');

/** invokecloudfunction waits 5 s; the SDK's own 15 s would end in silence instead of a reason. */
const DEADLINE_MS = 4000;
const LONGEST_MESSAGE = 300;

/** WeChat's "data format error", which the bot takes for what it is here: a bug of the caller. */
const BAD_EVENT = 47001;
/** The SDK's own codes, used where it keeps silent. */
const BAD_ANSWER = -601001;
const NO_CREDENTIALS = -501007;
const BAD_SOURCE = -501008;

/** What the cloud hands to a function, and nobody else may read. */
const SECRETS = [
  'TENCENTCLOUD_SECRETID',
  'TENCENTCLOUD_SECRETKEY',
  'TENCENTCLOUD_SESSIONTOKEN',
  'WX_API_TOKEN',
  'WX_TRIGGER_API_TOKEN_V0',
];

cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV, timeout: DEADLINE_MS });

/** Never throws: `{ refDate, visitUvNew, visitUv, … }`, or `{ errCode, errMsg }` with errCode ≠ 0. */
exports.main = async (event) => {
  try {
    return await answer(event || {});
  } catch (error) {
    return refusal(codeOf(error), String(error?.errMsg || error?.message || error));
  }
};

async function answer({ period, beginDate, endDate }) {
  const call = callFor(period);
  if (!call) return refusal(BAD_EVENT, 'period must be day, week or month');
  if (!isDate(beginDate) || !isDate(endDate))
    return refusal(BAD_EVENT, 'beginDate and endDate must be strings like 20170313');
  if (isFromMiniProgram()) return refusal(BAD_SOURCE, 'not for users of the Mini Program');
  // Without them SDK 4.0.2 sends the request all the same, and a rejection nobody handles ends the process.
  if (!process.env.TENCENTCLOUD_SECRETID || !process.env.TENCENTCLOUD_SECRETKEY)
    return refusal(NO_CREDENTIALS, 'missing secretId or secretKey: is this a cloud function?');
  const result = await call({ beginDate, endDate });
  // What isn't JSON comes as a Buffer with errCode 0.
  if (!result?.refDate) return refusal(BAD_ANSWER, 'the answer is not retention');
  return result;
}

/** Each call is one expression: `cloud.openapi.analysis` is thenable, and waiting for it calls an API named `then`. */
function callFor(period) {
  switch (period) {
    case 'day':
    case 'daily':
      return (dates) => cloud.openapi.analysis.getDailyRetain(dates);
    case 'week':
    case 'weekly':
      return (dates) => cloud.openapi.analysis.getWeeklyRetain(dates);
    case 'month':
    case 'monthly':
      return (dates) => cloud.openapi.analysis.getMonthlyRetain(dates);
    default:
      return undefined;
  }
}

function isDate(value) {
  return typeof value === 'string' && /^\d{8}$/.test(value);
}

/** Every user of the Mini Program can call every function of its environment, directly or through another ("wx_client,scf"). */
function isFromMiniProgram() {
  return String(cloud.getWXContext().SOURCE).split(',').includes('wx_client');
}

function refusal(errCode, message) {
  const errMsg = SECRETS.map((name) => process.env[name])
    .filter(Boolean)
    .reduce((rest, secret) => rest.split(secret).join('***'), message);
  return { errCode, errMsg: errMsg.slice(0, LONGEST_MESSAGE) };
}

/** The class of what the SDK throws differs by version; the number doesn't. */
function codeOf(error) {
  const code = Number(error?.errCode);
  return Number.isInteger(code) && code !== 0 ? code : -1;
}
