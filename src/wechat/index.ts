/** One Mini Program at WeChat, by whichever way its company allows. */
import type { Access, TokenAccess } from '../ports/access.ts';
import type { Checkup, RetentionSource } from '../ports/retention-source.ts';
import type { LeaseBook, TokenShelf, TurnBook } from '../ports/shared-stores.ts';
import { accessToken } from './access-token.ts';
import { cloudSdk, type Env } from './cloud-sdk.ts';
import type { Wire } from './http.ts';
import { sharedGate } from './shared-gate.ts';
import { sharedTokens } from './shared-token.ts';
import { retentionSource, type SourceOptions } from './source.ts';
import { stableToken } from './stable-token.ts';
import { tokenServer } from './token-server.ts';
import { type Cloud, cloudCallTransport } from './transports/cloud-call.ts';
import { cloudFunctionTransport } from './transports/cloud-function.ts';
import { CLOUD_RUN_URL, cloudRunTransport } from './transports/cloud-run.ts';
import { type HttpsOptions, httpsTransport } from './transports/https.ts';
import type { Transport } from './transports/transport.ts';

/** What the processes of one bot have in common towards WeChat. */
export interface SharedAccess {
  readonly tokens: TokenShelf;
  readonly leases: LeaseBook;
  readonly turns: Pick<TurnBook, 'hold' | 'heldUntil'>;
  /** Names this process. */
  readonly owner: string;
  /** By chance, as many as asked for. */
  readonly bytes: (count: number) => Uint8Array;
}

export interface MiniProgramOptions extends Wire, Omit<SourceOptions, 'gate'> {
  readonly access: Access;
  /** WeChat's API, or a proxy in front of it; undefined for the address the transport is made for. */
  readonly baseUrl: string | undefined;
  /** For `cloud-call`: a client like wx-server-sdk, or the environment that wx-server-sdk finds its credentials in. */
  readonly cloud: Cloud | { readonly env: Env };
  /** Absent where one process does all the work. */
  readonly shared?: SharedAccess | undefined;
}

const API_URL = 'https://api.weixin.qq.com';

export function miniProgram(options: MiniProgramOptions): {
  source: RetentionSource;
  checkup: Checkup;
} {
  const transport = transportOf(options);
  const { token, quota } = transport;
  const { app, clock, log, shared } = options;
  const gate =
    shared &&
    ((subject: string) => sharedGate(`wechat ${app} ${subject}`, { ...shared, clock, log }));
  return {
    source: retentionSource(transport, { ...options, gate }),
    checkup: {
      transport: transport.name,
      token: token && (async (signal) => void (await token.tokens.get(signal))),
      tokenFrom: token?.from,
      quota,
      trend:
        options.missingSize === 'visit-trend'
          ? async (period, signal) =>
              void (await transport.ask({ subject: 'trend', period }, signal))
          : undefined,
    },
  };
}

function transportOf({ access, cloud, ...options }: MiniProgramOptions): Transport {
  switch (access.transport) {
    case 'https':
      return httpsTransport({ ...options, ...tokensOf(access.token, options) });
    case 'cloud-function':
      return cloudFunctionTransport({
        ...options,
        ...access,
        ...tokensOf(access.token, options),
      });
    case 'cloud-call': {
      const load =
        'env' in cloud ? cloudSdk(options.app, cloud.env) : async () => ({ client: cloud });
      return cloudCallTransport({ ...options, cloud: load });
    }
    case 'cloud-run':
      return cloudRunTransport({ ...options, baseUrl: options.baseUrl ?? CLOUD_RUN_URL });
  }
}

function tokensOf(
  access: TokenAccess,
  { baseUrl = API_URL, ...options }: Omit<MiniProgramOptions, 'access' | 'cloud'>,
): Pick<HttpsOptions, 'baseUrl' | 'tokens' | 'tokenFrom' | 'secret'> {
  const secret = 'secret' in access ? access.secret : undefined;
  const { shared } = options;
  // What a token server hands out is the customer's to keep, and nothing here could seal it.
  const common = shared && secret && sharedTokens({ ...options, ...shared, secret });
  const issuer =
    'secret' in access
      ? stableToken({ ...options, baseUrl, secret: access.secret })
      : tokenServer({ ...options, ...access });
  return {
    baseUrl,
    tokens: accessToken(issuer, options.clock, common || undefined),
    tokenFrom: issuer.from,
    secret,
  };
}
