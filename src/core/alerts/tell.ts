/** Words an alert: the first message of it, and what follows in its thread. */
import type { Digest } from '../digest.ts';
import type { AlertMessage } from './message.ts';
import { followUp } from './tell-after.ts';
import type { AlertContext } from './tell-context.ts';
import { opening } from './tell-opening.ts';

export type { AlertContext } from './tell-context.ts';
export { alertDetails } from './tell-details.ts';
export { openingNow } from './tell-now.ts';

export function tellAlert(message: AlertMessage, ctx: AlertContext): Digest {
  return message.kind === 'drop' ? opening(message, ctx) : followUp(message, ctx);
}
