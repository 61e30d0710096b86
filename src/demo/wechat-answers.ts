/** What each endpoint of the simulated WeChat answers to a call that could be read. */
import type { Grain } from '../core/period.ts';
import { type Cloud, cloudFault, invoked } from './cloud-function.ts';
import { FAULTS, type Fault, signed } from './faults.ts';
import { countedCalls, type Limits } from './quotas.ts';
import type { StableTokens, TokenLife } from './stable-tokens.ts';
import {
  isDatacube,
  isKnownPath,
  RETENTION_PATHS,
  type SimulatedCall,
  stringIn,
} from './wechat-calls.ts';
import { type Manners, retentionAnswer, trendAnswer } from './wechat-rules.ts';

export interface AnswerOptions extends Manners, TokenLife, Limits {
  readonly apps: readonly { readonly appid: string; readonly secret: string }[];
  /** The app whose datacube calls need no token, as on WeChat's cloud hosting. */
  readonly tokenless?: string | undefined;
  readonly cloud?: Cloud | undefined;
  /** Asked first about every call: a refusal in WeChat's words, or undefined for the usual. */
  readonly refuse?: ((call: SimulatedCall) => Fault | undefined) | undefined;
  /** The same of a datacube call whose token is good; the cloud function's own calls included. */
  readonly refuseData?: ((call: DataCall) => Fault | undefined) | undefined;
}

export interface DataCall {
  readonly app: string;
  readonly at: Date;
}

type Body = Readonly<Record<string, unknown>>;

export function wechatAnswers(
  options: AnswerOptions,
  tokens: StableTokens,
): (call: SimulatedCall, body: Body) => object | Fault {
  const quotas = countedCalls(options);
  return answer;

  function answer(call: SimulatedCall, body: Body): object | Fault {
    const refusal = options.refuse?.(call);
    if (refusal) return refusal;
    if (call.endpoint === 'stable_token') return granted(call, body);
    const caller = callerOf(call);
    if ('errcode' in caller) return caller;
    if (call.endpoint === 'quota') return quotaTold(caller.app, body['cgi_path'], call.at);
    if (call.endpoint === 'invoke') return invocation(caller.app, call);
    return data(caller.app, call, call.path, [body['begin_date'], body['end_date']]);
  }

  function callerOf({ path, token, at }: SimulatedCall): { readonly app: string } | Fault {
    const { tokenless } = options;
    if (token === undefined)
      return tokenless && isDatacube(path) ? { app: tokenless } : FAULTS.missingToken;
    const holder = tokens.use(token, at);
    if (holder === 'unknown') return FAULTS.invalidCredential;
    return holder === 'expired' ? FAULTS.expiredToken : holder;
  }

  function granted(call: SimulatedCall, body: Body): object | Fault {
    if (body['grant_type'] !== 'client_credential') return FAULTS.invalidGrantType;
    if (!call.app) return FAULTS.missingAppid;
    if (!stringIn(body['secret'])) return FAULTS.missingSecret;
    const app = options.apps.find(({ appid }) => appid === call.app);
    if (!app) return FAULTS.invalidAppid;
    if (app.secret !== body['secret']) return FAULTS.invalidSecret;
    const refusal = quotas.spend(app.appid, call.path, call.at);
    if (refusal) return refusal;
    const { token, expiresIn } = tokens.grant(app.appid, call.forced, call.at);
    return { access_token: token, expires_in: expiresIn };
  }

  function quotaTold(app: string, path: unknown, at: Date): object | Fault {
    return isKnownPath(path) ? quotas.told(app, path, at) : FAULTS.unknownPath;
  }

  function invocation(app: string, call: SimulatedCall): object | Fault {
    const { path, begin, end, at, rid } = call;
    const ask = (grain: Grain) =>
      signed(data(app, call, RETENTION_PATHS[grain], [begin, end]), rid);
    return (
      cloudFault(options.cloud ?? {}, app, call.cloud) ??
      quotas.spend(app, path, at) ??
      invoked(call, ask)
    );
  }

  function data(
    app: string,
    { endpoint, grain, at }: SimulatedCall,
    path: string,
    [begin, end]: readonly [unknown, unknown],
  ): object | Fault {
    if (grain === undefined) return FAULTS.unknownPath;
    const refusal = quotas.spend(app, path, at) ?? options.refuseData?.({ app, at });
    if (refusal) return refusal;
    const question = { ...options, app, grain, begin, end, now: at };
    return endpoint === 'trend' ? trendAnswer(question) : retentionAnswer(question);
  }
}
