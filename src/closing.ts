/** Closes what was opened, in reverse order and in bounded time: what fails or hangs keeps none of the others. */
import type { Clock, Logger } from './ports/runtime.ts';

export interface Closer {
  readonly name: string;
  /** Milliseconds after which it is left to itself. */
  readonly withinMs: number;
  close(): unknown;
}

/** Containers are killed some seconds later. */
const ALL_MS = 20_000;

/** Whoever shares out requests hears from /readyz meanwhile that none should come here; and then none does, for so long. */
const HANDOVER_MS = 3_000;
const QUIET_MS = 1_000;
/** On a machine that is busy it hears of it later; from some time on it never listens. */
const MOST_QUIETS = 5;
/** For answers under way once nothing else is; a message that is on its way has five seconds more, and the chats wait for it. */
const ANSWERS_MS = 2_500;

/** The database may be silent as well; then nobody is kept waiting for what it knows. */
const KNOWN_MS = 1_000;

interface Answering {
  readonly server: { asked(): number; stopListening(): void };
  /** Ends what is still being answered. */
  readonly answers: Pick<AbortController, 'abort'>;
  /** Whether other processes take questions. */
  isShared(): Promise<boolean>;
  /** Aborted when /readyz says that this process ends. */
  readonly ending: AbortSignal;
  readonly clock: Pick<Clock, 'sleep'>;
}

/** The end of taking questions: where other processes take them as well, once those are asked instead. */
export function lastAnswers(of: Answering): Closer {
  // Beside the work that is under way: each of the two takes seconds, and containers are killed.
  const handed = new Promise<void>((resolve) => {
    of.ending.addEventListener('abort', () => resolve(handedOver(of)), { once: true });
  });
  return {
    name: 'answers',
    withinMs: KNOWN_MS + HANDOVER_MS + MOST_QUIETS * QUIET_MS + 1_000,
    async close() {
      await handed;
      of.server.stopListening();
      setTimeout(() => of.answers.abort(), ANSWERS_MS).unref();
    },
  };
}

async function handedOver({ server: { asked }, isShared, clock }: Answering): Promise<void> {
  const { signal } = new AbortController();
  const known = new AbortController();
  const unknown = clock.sleep(KNOWN_MS, known.signal).then(
    () => true,
    () => true,
  );
  const mustHandOver = await Promise.race([isShared(), unknown]);
  known.abort();
  if (!mustHandOver) return;
  await clock.sleep(HANDOVER_MS - QUIET_MS, signal);
  for (let quiets = 0; quiets < MOST_QUIETS; quiets += 1) {
    const before = asked();
    await clock.sleep(QUIET_MS, signal);
    if (asked() === before) return;
  }
}

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
