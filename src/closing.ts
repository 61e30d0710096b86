/** Closes what was opened, in reverse order and in bounded time: what fails or hangs keeps none of the others. */
import type { Logger } from './ports/runtime.ts';

export interface Closer {
  readonly name: string;
  /** Milliseconds after which it is left to itself. */
  readonly withinMs: number;
  close(): unknown;
}

/** Containers are killed some seconds later. */
const ALL_MS = 20_000;

/** Never throws. */
export async function closeAll(
  opened: readonly Closer[],
  log: Pick<Logger, 'error'>,
  allMs = ALL_MS,
): Promise<void> {
  const deadline = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => deadline.resolve('late'), allMs);
  for (const { name, withinMs, close } of opened.toReversed()) {
    // Also where no time is left: each is at least begun.
    const end = await inTime(async () => close(), withinMs, deadline.promise);
    if (end !== 'closed') log.error({ part: name, ...end }, 'not closed');
  }
  clearTimeout(timer);
}

type End = 'closed' | { readonly err: unknown } | { readonly late: true };

async function inTime(
  close: () => Promise<unknown>,
  withinMs: number,
  deadline: Promise<unknown>,
): Promise<End> {
  const own = Promise.withResolvers<unknown>();
  const timer = setTimeout(own.resolve, withinMs);
  const closed = close().then(
    (): End => 'closed',
    (err: unknown): End => ({ err }),
  );
  const late = Promise.race([own.promise, deadline]).then((): End => ({ late: true }));
  const end = await Promise.race([closed, late]);
  clearTimeout(timer);
  return end;
}
