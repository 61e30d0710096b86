/** A way to WeChat: one question, one answer, without patience. */
import type { Grain } from '../../core/period.ts';
import type { Checkup, Quota } from '../../ports/retention-source.ts';
import type { AccessToken, TokenIssuer } from '../access-token.ts';
import type { Answer } from '../answer.ts';
import type { Question } from '../endpoints.ts';

export interface Transport {
  readonly name: Checkup['transport'];
  /** Throws the AppError that WeChat's answer, or its absence, stands for. */
  ask(question: Question, signal: AbortSignal): Promise<Answer>;
  /** The access token it needs; undefined where WeChat brings it along. */
  readonly token: { readonly tokens: AccessToken; readonly from: TokenIssuer['from'] } | undefined;
  /** Calls left today; undefined where it cannot be asked. */
  readonly quota: ((grain: Grain, signal: AbortSignal) => Promise<Quota>) | undefined;
}
