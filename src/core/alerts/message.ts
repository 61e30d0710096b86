/** Which messages the changes of a run make: one for all that fell together, and what follows in its thread. */
import type { AlertChange, AlertMemory } from './alert.ts';

/** One message a person gets, or a reply in the thread of an earlier one. */
export interface AlertMessage {
  /** For ever the same for the same run and findings. */
  readonly id: string;
  readonly kind: AlertChange['kind'];
  /** ISO instant of the run. */
  readonly at: string;
  /** The message in whose thread it belongs; undefined for a first one. */
  readonly under: string | undefined;
  /** Findings in one message, the most telling first. */
  readonly items: readonly { readonly app: string; readonly change: AlertChange }[];
}

/** What a run decided of one app. */
export interface Decided {
  readonly app: string;
  /** Who reads of the app: apps with the same readers share a message. */
  readonly readers: string;
  readonly memory: AlertMemory;
  readonly changes: readonly AlertChange[];
}

/**
 * Groups what fell in one run by readers, and what follows by the message that told it first; the
 * memories come back with each finding's `message` set.
 */
export function messagesOf(
  at: string,
  run: readonly Decided[],
): { readonly messages: readonly AlertMessage[]; readonly memories: readonly AlertMemory[] } {
  const items = run.flatMap(({ app, readers, changes }) =>
    changes.map((change) => ({ app, readers, change })),
  );
  const firsts = groupBy(
    items.filter(({ change }) => change.kind === 'drop'),
    ({ readers }) => readers,
  ).map((group) => messageOf(at, undefined, group));
  const told = new Map(
    firsts.flatMap(({ id, items: found }) => found.map(({ change }) => [change.finding.id, id])),
  );
  const replies = groupBy(
    items.filter(({ change }) => change.kind !== 'drop'),
    ({ change }) => `${change.kind} ${change.finding.message}`,
  ).map((group) => messageOf(at, group[0]?.change.finding.message, group));
  return {
    messages: [...firsts, ...replies],
    memories: run.map(({ memory }) => ({
      ...memory,
      open: memory.open.map((one) => ({ ...one, message: one.message ?? told.get(one.id) })),
    })),
  };
}

type Item = AlertMessage['items'][number];

function messageOf(
  at: string,
  under: string | undefined,
  group: readonly (Item & { readonly readers: string })[],
): AlertMessage {
  const items = group
    .map(({ app, change }) => ({ app, change }))
    .toSorted((a, b) => Math.min(...scores(a)) - Math.min(...scores(b)));
  const [first] = items.toSorted((a, b) => (a.change.finding.id < b.change.finding.id ? -1 : 1));
  const { kind = 'drop', finding } = first?.change ?? {};
  const id = [finding?.id, kind, kind === 'worse' ? finding?.worsened : undefined]
    .filter((part) => part !== undefined)
    .join('/');
  return { id, kind, at, under, items };
}

function scores({ change }: Item): readonly number[] {
  return change.cells.map(({ score }) => score);
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups.values()];
}
