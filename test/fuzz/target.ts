/** A parser that meets outside bytes, what is thrown at it, and what it owes whoever throws. */
import fc from 'fast-check';
import { AppError } from '../../src/core/errors.ts';

export interface FuzzTarget {
  readonly name: string;
  /** Inputs of every test run; the full run's figure is the same for all. */
  readonly sample: number;
  /** Inputs under way side by side, where each waits for something. */
  readonly atOnce: number;
  open(): Promise<Opened>;
}

export interface Opened {
  /** Throws when an input crashed something, or was answered unclearly. */
  readonly property: (atOnce: number) => fc.IAsyncProperty<[unknown[]]>;
  close(): Promise<void>;
}

export function opened<T>(
  inputs: fc.Arbitrary<T>,
  check: (input: T) => void | Promise<void>,
  close: () => Promise<void> = async () => {},
): Opened {
  const told = async (input: T) => {
    try {
      await check(input);
    } catch (cause) {
      const what = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${what}\n  input: ${JSON.stringify(input)}`, { cause });
    }
  };
  return {
    property: (atOnce) =>
      fc.asyncProperty(
        fc.array(inputs, { minLength: atOnce, maxLength: atOnce, size: 'max' }),
        async (batch) => void (await Promise.all(batch.map(told))),
      ) as fc.IAsyncProperty<[unknown[]]>,
    close,
  };
}

export interface Trial {
  readonly seed: number;
  readonly inputs: number;
}

/** Opens a target, throws so many inputs at it, and fails with the first that it doesn't bear. */
export async function fuzz(target: FuzzTarget, { seed, inputs }: Trial): Promise<void> {
  const { property, close } = await target.open();
  const lost: unknown[] = [];
  const hear = (reason: unknown) => void lost.push(reason);
  process.on('unhandledRejection', hear);
  try {
    const numRuns = Math.ceil(inputs / target.atOnce);
    // To make a batch smaller takes as many waits again.
    const endOnFailure = target.atOnce > 1;
    await fc.assert(property(target.atOnce), { seed, numRuns, endOnFailure });
  } finally {
    await close();
    process.off('unhandledRejection', hear);
  }
  if (lost.length > 0)
    throw new Error(`${target.name}: a rejection that nobody handled`, { cause: lost[0] });
}

/**
 * What may be told to a person: any error with a code of its own.
 *
 * @param sent what an error may quote
 */
export function mustBeClear(error: unknown, sent = ''): void {
  if (error instanceof AppError && error.code !== 'internal') mustBeWorded(error.message, sent);
  else throw error instanceof Error ? error : new Error(`thrown: ${String(error)}`);
}

/** Words, and not what templates say of something missing. */
export function mustBeWorded(text: string, sent = ''): void {
  const lacks = ['undefined', '[object ', 'NaN'].filter((gap) => !sent.includes(gap));
  if (text.trim() === '' || lacks.some((gap) => text.includes(gap)))
    throw new Error(`not worded: ${JSON.stringify(text)}`);
}

export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}
