/** Which app is meant, and which of several ways to read a command. */
import type { AppName, Command, Reading } from './command.ts';
import { joined, nameKey, plain } from './plain.ts';
import type { Said } from './said.ts';
import { FILLERS, JOINTS } from './words.ts';

/** The apps by what they are compared with: folded once, looked at for every reading. */
export interface Known {
  readonly apps: readonly { readonly app: AppName; readonly id: string; readonly key: string }[];
  readonly now: Date;
}

export function knownOf({ apps, now }: Reading): Known {
  return {
    apps: apps.map((app) => ({ app, id: plain(app.appid), key: nameKey(app.name) })),
    now,
  };
}

/** A reading whose words all found their meaning. */
export interface Chosen {
  readonly said: Said;
  readonly app: AppName | undefined;
}

/**
 * Nothing left over is best, then a name said whole (the longer the better), then a part of one that
 * only one app has; what holds a fault is believed only where nothing else fits.
 */
export function choose(readings: readonly Said[], known: Known): Chosen | Command {
  const clean = readings.filter(({ fault }) => !fault);
  const faulted = readings.filter(({ fault }) => fault);
  const chosen = whole(clean, known) ?? begun(clean, known);
  if (chosen) return chosen;
  const faulty = whole(faulted, known) ?? begun(faulted, known);
  if (faulty?.said.fault) return { kind: 'faulty', fault: faulty.said.fault };
  for (const { rest } of readings) {
    const apps = candidates(rest, known);
    if (apps.length > 1)
      return { kind: 'faulty', fault: { kind: 'which-app', word: joined(rest), apps } };
  }
  return unknown(readings[0]?.rest ?? []);
}

export function isChosen(chosen: Chosen | Command): chosen is Chosen {
  return 'said' in chosen;
}

export function unknown(rest: readonly string[]): Command {
  return { kind: 'unknown', word: joined(rest), meant: undefined };
}

/** The readings that leave nothing over, or an app's whole name or appid. */
export function whole(readings: readonly Said[], known: Known): Chosen | undefined {
  const empty = readings.find(({ rest }) => rest.length === 0);
  if (empty) return { said: empty, app: undefined };
  const named = readings
    .map((said) => ({ said, app: only(exactly(said.rest, known)) }))
    .filter(({ app }) => app);
  return named.toSorted((a, b) => b.said.rest.length - a.said.rest.length)[0];
}

function begun(readings: readonly Said[], known: Known): Chosen | undefined {
  return readings
    .map((said) => ({ said, app: only(candidates(said.rest, known)) }))
    .find(({ app }) => app);
}

/** Every app some words could mean: those so named, else those whose name or appid begins so, else those whose name holds them. */
export function candidates(words: readonly string[], known: Known): AppName[] {
  const exact = exactly(words, known);
  if (exact.length > 0) return exact;
  const name = nameKey(joined(words));
  if (name === '') return [];
  const begun = known.apps.filter(
    ({ id, key }) => key.startsWith(name) || (name.length > ID_PREFIX && id.startsWith(name)),
  );
  const found = begun.length > 0 ? begun : known.apps.filter(({ key }) => holds(key, name));
  return found.map(({ app }) => app);
}

/** Every appid begins with "wx". */
const ID_PREFIX = 2;

/** "shop" of "Corner Shop", 时光 of 晨读时光. */
function holds(key: string, name: string): boolean {
  if (JOINTS.has(name) || FILLERS.has(name)) return false;
  if (/^\p{Script=Han}{2,}$/u.test(name)) return key.includes(name);
  return name.length > 2 && key.includes(` ${name}`);
}

/** An appid comes before a name that looks like it. */
export function exactly(words: readonly string[], known: Known): AppName[] {
  const name = nameKey(joined(words));
  if (name === '') return [];
  const byId = known.apps.filter(({ id }) => id === name);
  const meant = byId.length > 0 ? byId : known.apps.filter(({ key }) => key === name);
  return meant.map(({ app }) => app);
}

export function only(apps: readonly AppName[]): AppName | undefined {
  return apps.length === 1 ? apps[0] : undefined;
}
