/** What the bot's cloud function returns inside WeChat's cloud: the retention answer in wx-server-sdk's words. */
import type { Grain } from '../core/period.ts';
import { FAULTS, type Fault, isFault } from './faults.ts';
import type { SimulatedCall } from './wechat-calls.ts';

export interface Cloud {
  /** The one environment there is; any when left out. */
  readonly env?: string | undefined;
  /** The one function deployed; any when left out. */
  readonly name?: string | undefined;
  /** Apps that have no cloud development. */
  readonly without?: readonly string[] | undefined;
}

const NAMES: Readonly<Record<Grain, string>> = {
  day: 'openapi.analysis.getDailyRetain',
  week: 'openapi.analysis.getWeeklyRetain',
  month: 'openapi.analysis.getMonthlyRetain',
};

/** Why there is nothing to invoke. */
export function cloudFault(
  { env, name, without = [] }: Cloud,
  app: string,
  asked: { readonly env: string; readonly name: string } | undefined,
): Fault | undefined {
  if (!asked?.env || !asked.name) return FAULTS.missingParameter;
  if (without.includes(app)) return FAULTS.noCloud;
  const isThere = [asked.env, undefined].includes(env) && [asked.name, undefined].includes(name);
  return isThere ? undefined : FAULTS.noFunction;
}

/**
 * The envelope stays "ok" whatever the function returned.
 * @param ask the function's own call, to the data side
 */
export function invoked(
  { grain, begin, end }: Pick<SimulatedCall, 'grain' | 'begin' | 'end'>,
  ask: (grain: Grain) => object | Fault,
): object {
  const isAskable = grain && [begin, end].every((date) => /^\d{8}$/.test(date ?? ''));
  const returned = isAskable ? inCamelCase(grain, ask(grain)) : BAD_EVENT;
  return { errcode: 0, errmsg: 'ok', resp_data: JSON.stringify(returned) };
}

/** The function refuses it without asking anybody. */
const BAD_EVENT = { errCode: FAULTS.dataFormat.errcode, errMsg: FAULTS.dataFormat.errmsg };

function inCamelCase(grain: Grain, answer: object | Fault): object {
  if (isFault(answer))
    return { errCode: answer.errcode, errMsg: `${NAMES[grain]}:fail ${answer.errmsg}` };
  const camelCase = Object.entries(answer).map(([name, value]) => [
    name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return { ...Object.fromEntries(camelCase), errMsg: `${NAMES[grain]}:ok`, errCode: 0 };
}
