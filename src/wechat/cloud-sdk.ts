/** Loads wx-server-sdk, which only those need who run inside the cloud. */
import { AppError } from '../core/errors.ts';
import type { Cloud } from './transports/cloud-call.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * The SDK, loaded and initialised at the first call.
 * @param env where the cloud puts its credentials; looked at before every call, because version 4 sends
 * a request without them all the same and then ends the process with an unhandled rejection
 */
export function cloudSdk(app: string, env: Env): () => Promise<{ client: Cloud }> {
  let loading: Promise<{ client: Cloud }> | undefined;
  return async () => {
    if (!env['TENCENTCLOUD_SECRETID'] || !env['TENCENTCLOUD_SECRETKEY'])
      throw new AppError('cloud_credentials', { app });
    loading ??= load(app).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

async function load(app: string): Promise<{ client: Cloud }> {
  try {
    // A dependency of 44 MB: installed by those who choose this way, and loaded by nobody else.
    const { default: sdk } = await import('wx-server-sdk');
    // A symbol, which its types don't know.
    sdk.init({ env: sdk.DYNAMIC_CURRENT_ENV as unknown as string });
    return { client: sdk as unknown as Cloud };
  } catch (cause) {
    throw new AppError('cloud_sdk_missing', { app }, { cause });
  }
}
