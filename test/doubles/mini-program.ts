/** A Mini Program as the bot reaches it by default, without limits unless a test brings them. */
import type { Clock, Logger } from '../../src/ports/runtime.ts';
import { type MiniProgramOptions, miniProgram } from '../../src/wechat/index.ts';
import { throttle } from '../../src/wechat/throttle.ts';

export const UNLIMITED = {
  inFlight: Number.POSITIVE_INFINITY,
  inFlightPerApp: Number.POSITIVE_INFINITY,
  perSecond: Number.POSITIVE_INFINITY,
  perSecondPerApp: Number.POSITIVE_INFINITY,
};

export interface MiniProgramSettings extends Partial<MiniProgramOptions> {
  readonly app: string;
  readonly secret: string;
  readonly baseUrl: string | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Over HTTPS with its AppSecret, where `access` says nothing else. */
export function openMiniProgram({ secret, ...options }: MiniProgramSettings) {
  return miniProgram({
    access: { transport: 'https', token: { secret } },
    missingSize: 'none',
    cloud: { env: {} },
    lane: throttle(UNLIMITED)(),
    random: () => 0.5,
    ...options,
  });
}
