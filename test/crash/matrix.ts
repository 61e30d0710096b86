/** One cell of the crash matrix: a morning on which the bot is killed at a point, started again, and everything is counted. */
import { textFor } from '../../src/core/text/index.ts';
import { chance } from '../doubles/chance.ts';
import type { ChatMessage } from './chats.ts';
import { POINTS, type Point } from './points.ts';
import { type End, READABLE, type Stage, UNREADABLE } from './stage.ts';

/** How often each point is reached on a morning nothing happens to, and what stands in the chats then. */
export interface Undisturbed {
  readonly counts: End['counts'];
  readonly expected: ReadonlyMap<string, number>;
}

export async function undisturbed(stage: Stage): Promise<Undisturbed> {
  const database = await stage.eve();
  stage.chats.reset(undefined);
  const { code, counts, stderr } = await stage.live(database, FIRST);
  if (code !== 0) throw new Error(`the undisturbed morning failed: ${stderr}`);
  const expected = countsOf(stage.chats.messages);
  await stage.databases.drop(database);
  const missing = POINTS.filter(({ name }) => !counts[name]);
  if (missing.length > 0)
    throw new Error(`never reached: ${missing.map(({ name }) => name).join(', ')}`);
  return { counts, expected };
}

export interface Cell {
  readonly store: string;
  readonly point: string;
  readonly run: number;
  /** Whether the process really died there. */
  readonly isKilled: boolean;
  /** Messages that stand more than once, and that don't stand at all, in chats whose history can be read; what only operators are told counts to the first. */
  readonly twice: number;
  readonly lost: number;
  /** The same where it can't. */
  readonly unreadable: { readonly twice: number; readonly lost: number };
  readonly fault: string;
}

/** It runs before anything is due. */
const FIRST = ['09:28', '09:30'];
/** When it is started again: while the dead still has leases, past them, and so late that it looks for what it missed. */
const AGAIN = [['09:31', '09:32', '09:40'], ['10:30']];

export async function crash(
  stage: Stage,
  usual: Undisturbed,
  point: Point,
  run: number,
): Promise<Cell> {
  const seed = POINTS.indexOf(point) * 1000 + run + 1;
  const draw = chance(seed);
  const database = await stage.eve();
  stage.chats.reset(draw);
  const pick = (most: number) => 1 + Math.floor(draw.uniform() * most);
  const first = await stage.live(database, FIRST, {
    point: point.name,
    nth: pick(usual.counts[point.name] ?? 1),
    delayMs: draw.uniform() * 5,
  });
  const isKilled = first.code === null;
  // Half of them die once more, wherever that is, on their way back.
  const other = POINTS[Math.floor(draw.uniform() * POINTS.length)];
  const starts = AGAIN.map((times) => times[Math.floor(draw.uniform() * times.length)] ?? '');
  if (other && draw.uniform() < 0.5)
    await stage.live(database, starts.splice(0, 1), { point: other.name, nth: 1, delayMs: 1 });
  const last = await stage.live(database, starts.slice(0, 1));
  const at = (chats: readonly string[]) => comparedTo(usual.expected, stage.chats.messages, chats);
  const readable = at(READABLE);
  const cell = {
    store: stage.databases.name,
    point: point.name,
    run,
    isKilled,
    ...readable,
    twice: readable.twice + repeated(stage.chats.messages, 'operators'),
    unreadable: at([UNREADABLE]),
    fault: last.code === 0 ? toldOf(stage) : last.stderr.slice(0, 500) || 'ended without a word',
  };
  await stage.databases.drop(database);
  return cell;
}

function countsOf(messages: readonly ChatMessage[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of messages) counts.set(nameOf(one), (counts.get(nameOf(one)) ?? 0) + 1);
  return counts;
}

/** What operators were told beside what may stand twice where nobody can look, or did not get through for a while. */
function toldOf({ chats }: Stage): string {
  const usual = textFor('en').commands.operatorsTitle;
  const strange = chats.messages.filter(
    ({ chat, title }) => chat === 'operators' && title !== usual,
  );
  return strange.map(({ title }) => `told: ${title}`).join(', ');
}

/** Of a chat in which other messages stand than on a morning nothing happens to. */
function repeated(messages: readonly ChatMessage[], chat: string): number {
  const own = messages.filter((one) => one.chat === chat);
  return own.length - new Set(own.map(({ delivery }) => delivery)).size;
}

/** An alert's delivery is named by the moment it was decided; its title is the same whenever that is. */
function nameOf({ chat, title }: ChatMessage): string {
  return `${chat}\n${title}`;
}

function comparedTo(
  expected: Undisturbed['expected'],
  messages: readonly ChatMessage[],
  chats: readonly string[],
): { twice: number; lost: number } {
  const counts = countsOf(messages.filter(({ chat }) => chats.includes(chat)));
  const own = [...expected].filter(([name]) => chats.some((chat) => name.startsWith(`${chat}\n`)));
  const names = new Set([...counts.keys(), ...own.map(([name]) => name)]);
  let [twice, lost] = [0, 0];
  for (const name of names) {
    const [wanted, there] = [expected.get(name) ?? 0, counts.get(name) ?? 0];
    twice += Math.max(0, there - wanted);
    lost += Math.max(0, wanted - there);
  }
  return { twice, lost };
}
