/** How an app's figures are reached, as its company allows. */

export const TRANSPORTS = ['https', 'cloud-function', 'cloud-call', 'cloud-run'] as const;
export type TransportName = (typeof TRANSPORTS)[number];

export type Access =
  | { readonly transport: 'https'; readonly token: TokenAccess }
  | {
      readonly transport: 'cloud-function';
      readonly token: TokenAccess;
      /** Id of the cloud environment, and the function's name there. */
      readonly cloudEnv: string;
      readonly cloudFunction: string;
    }
  /** Inside the cloud: WeChat knows the app, and needs no token. */
  | { readonly transport: 'cloud-call' | 'cloud-run' };

/** Tokens by the AppSecret, or from a server of the customer's, which may want a bearer token itself. */
export type TokenAccess =
  | { readonly secret: string }
  | { readonly tokenUrl: string; readonly tokenBearer: string | undefined };

/** Where a cohort's size comes from that the retention answer lacks. */
export const MISSING_SIZES = ['none', 'visit-trend'] as const;
export type MissingSize = (typeof MISSING_SIZES)[number];

/** Requests to WeChat under way, and begun in any second; of one app, and of all together. */
export interface RequestLimits {
  readonly inFlight: number;
  readonly inFlightPerApp: number;
  /** Infinity for no limit. */
  readonly perSecond: number;
  readonly perSecondPerApp: number;
}
