/** How a failed call is logged: quietly where it belongs to an ordinary morning, with the id WeChat's support asks for. */
import type { AppError, ErrorCode } from '../core/errors.ts';
import type { Logger } from '../ports/runtime.ts';
import { ridIn } from './errcode.ts';

const ORDINARY: ReadonlySet<ErrorCode> = new Set(['not_ready', 'refused', 'aborted']);

export function logFailure(
  log: Logger,
  { app, path }: { readonly app: string; readonly path: string },
  error: AppError,
): void {
  const detail = 'detail' in error.params ? String(error.params.detail) : '';
  const fields = { app, path, code: error.code, detail, rid: ridIn(detail) };
  if (ORDINARY.has(error.code)) log.debug(fields, 'WeChat gave no figures');
  else log.warn(fields, 'A call to WeChat failed');
}
