/** WeChat's errcode, translated once: what it means here and what may be done about it. */
import { AppError, type ErrorCode, type ErrorParams, type Retry } from '../core/errors.ts';

/**
 * Which call failed. 40001 is a wrong secret when a token is asked for (`token`) and a dead token where
 * one was sent (`data`); inside the cloud WeChat brings the token itself (`cloud`, `cloud-run`).
 */
export type Call = 'token' | 'data' | 'cloud' | 'cloud-run';

export interface Refusal {
  readonly errcode: number;
  readonly errmsg: string;
}

interface Reaction {
  readonly code: WeChatCode;
  readonly retry: Retry;
}

/** The codes whose sentence needs the app and WeChat's own words, and at most the caller's address. */
type WeChatCode = {
  [K in ErrorCode]: { app: string; detail: string; ip: string } extends ErrorParams<K> ? K : never;
}[ErrorCode];

const UNKNOWN: Reaction = { code: 'wechat_unknown', retry: 'never' };

/** From WeChat's table of global return codes; every code that a caller of these endpoints can meet. */
export const REACTIONS: ReadonlyMap<number, Reaction> = new Map([
  ...reactions('wechat_busy', 'later', [-1]),
  ...reactions('analytics_busy', 'later', [61504]),
  ...reactions('token_invalid', 'refresh', [40001, 40014, 42001]),
  ...reactions('wrong_appid', 'never', [40013, 41002]),
  ...reactions('wrong_secret', 'never', [40125, 41004]),
  ...reactions('ip_not_allowed', 'never', [40164]),
  ...reactions('secret_frozen', 'never', [40243]),
  ...reactions('admin_needed', 'never', [89503, 89506, 89507]),
  ...reactions('quota_spent', 'tomorrow', [45009]),
  // Resets of the quota are counted by the month, so midnight does not help.
  ...reactions('quota_spent', 'never', [48006]),
  ...reactions('rate_limited', 'slower', [45011]),
  // 61003 to 61023 and 76022: a platform that acts for the app lacks the right, or its address isn't registered.
  ...reactions('unauthorized', 'never', [48001, 61003, 61004, 61007, 61023, 76022]),
  ...reactions('banned', 'never', [48004, 50002]),
  ...reactions('refused', 'never', [61501]),
  ...reactions('mini_game', 'never', [61502]),
  ...reactions('not_ready', 'later', [61503]),
  ...reactions('no_cloud', 'never', [85088]),
  ...reactions(
    'wechat_bug',
    'never',
    [40002, 40101, 41001, 43002, 44002, 47001, 61500, 76003, 76021],
  ),
  // The cloud's own codes, from the function or from its gateway.
  ...reactions(
    'wechat_busy',
    'later',
    [-1000, -604102, -604103, -501001, -501002, -501003, -501004],
  ),
  ...reactions('wechat_busy', 'later', [-601001, -601002, -601003, -601004, -601005]),
  ...reactions('cloud_permission', 'never', [-604101]),
  ...reactions('cloud_unoffered', 'never', [-604100]),
  ...reactions('cloud_ticket', 'never', [-604104, -501007, -501008]),
  ...reactions('cloud_not_found', 'never', [-501000, -501005]),
  // The function broke off or ran out of its time; often the cloud's doing, so it is tried again.
  ...reactions('cloud_function_failed', 'later', [-404011, -504001, -504002, -504003]),
]);

/** The error for a refusal; an unknown code is never retried blindly. */
export function wechatError(app: string, call: Call, { errcode, errmsg }: Refusal): AppError {
  const detail = `${errcode} ${tidy(errmsg)}`.trim();
  if (call === 'token' && errcode === 40001)
    return new AppError('wrong_secret', { app, detail }, { retry: 'never' });
  if (call === 'cloud-run' && errcode === 41001)
    return new AppError('cloud_run_off', { app, detail }, { retry: 'never' });
  const { code, retry: usual } = REACTIONS.get(errcode) ?? UNKNOWN;
  // Nobody here holds the token that is dead.
  const retry = usual === 'refresh' && call !== 'data' ? 'later' : usual;
  return code === 'ip_not_allowed'
    ? new AppError(code, { app, detail, ip: ipIn(errmsg) }, { retry })
    : new AppError(code, { app, detail }, { retry });
}

/** The id WeChat's support asks for: `rid: …`, before 2020 `hint: […]`. */
export function ridIn(errmsg: string): string | undefined {
  return errmsg.match(/\brid: ?([0-9a-f-]+)/i)?.[1] ?? errmsg.match(/\bhint: ?\[([^\]\s]+)/i)?.[1];
}

function reactions(code: WeChatCode, retry: Retry, errcodes: readonly number[]) {
  return errcodes.map((errcode): [number, Reaction] => [errcode, { code, retry }]);
}

/** The caller's address as WeChat saw it; empty when the message doesn't name it. */
function ipIn(errmsg: string): string {
  return errmsg.match(/\bip ([0-9a-f.:]+)/i)?.[1] ?? '';
}

function tidy(errmsg: string): string {
  return errmsg.replace(/\s+/g, ' ').trim().slice(0, 300);
}
