/** What happens to three processes while the digests of one tick go out, and what stands in the channels afterwards. */
import { eventually, type Machine, type Machines } from './machines.ts';

export interface Size {
  readonly apps: number;
  readonly channels: number;
}

export interface Morning {
  readonly due: number;
  readonly twice: number;
  readonly lost: number;
  /** Rows of deliveries, ticks and parts that have not come to their end. */
  readonly open: number;
  /** From the tick, or from the start that found it due, to the last digest. */
  readonly ms: number;
  /** One message a second in each channel. */
  readonly floorMs: number;
  /** Digests that had not arrived when one was killed, and when the last of them did: its own, taken over. */
  readonly killed: { readonly left: number; readonly lastMs: number } | undefined;
  readonly wechat: { readonly calls: number; readonly floor: number };
  /** Digests that each process says it has posted. */
  readonly spread: readonly number[];
}

/** Disturbs the three while the digests go out; returns those that run afterwards. */
export type Disturb = (
  machines: Machines,
  three: readonly Machine[],
) => Promise<{ readonly running: readonly Machine[]; readonly killed?: Killed | undefined }>;

interface Killed {
  readonly at: number;
}

/** Kills the one that has posted most, stops another in order, and starts both again. */
export const killedMidway: Disturb = async (machines, three) => {
  const [one, ...others] = three.toSorted((a, b) => b.posted().length - a.posted().length);
  const [other, left] = others;
  if (!one || !other || !left) throw new Error('not three');
  one.running.kill('SIGKILL');
  const killed = { at: Date.now() };
  other.running.kill('SIGTERM');
  const [again, { code, stderr }] = await Promise.all([machines.start(), other.running.ended]);
  if (code !== 0) throw new Error(`SIGTERM ended with ${code}: ${stderr}`);
  return { running: [left, again, await machines.start()], killed };
};

/** Stops and starts each of them, one after the other. */
export const restartedInTurn: Disturb = async (machines, three) => {
  const running: Machine[] = [];
  for (const one of three) {
    one.running.kill('SIGTERM');
    const { code, stderr } = await one.running.ended;
    if (code !== 0) throw new Error(`SIGTERM ended with ${code}: ${stderr}`);
    running.push(await machines.start());
  }
  return { running };
};

/** Kills the database, and starts it again. */
export const databaseRestarted: Disturb = async ({ postgres }, three) => {
  await postgres.kill();
  await postgres.start();
  return { running: three };
};

/** @param minuteFor when it is due, asked the moment before the three start: what is over is made up for at once */
export async function morning(
  machines: Machines,
  { apps, channels }: Size,
  minuteFor: () => Date,
  disturb: Disturb,
): Promise<Morning & { readonly running: readonly Machine[] }> {
  const { wechat } = machines;
  await machines.evening();
  const minute = minuteFor();
  await machines.dueAt(minute);
  const calls = wechat.calls.length;
  const due = apps * channels;
  const three = await Promise.all([machines.start(), machines.start(), machines.start()]);
  const begun = Math.max(minute.getTime(), Date.now());
  // By their own words: each has parts under way that others must go on with.
  await eventually(async () => three.flatMap((one) => one.posted()).length >= due * 0.3);
  const { running, killed } = await disturb(machines, three);
  // What is left open is counted below.
  await eventually(async () => (await openRows(machines)) === 0).catch(() => undefined);
  const digests = await machines.digests();
  const standing = Map.groupBy(digests, ({ app, channel }) => `${app} ${channel}`);
  const last = Math.max(...digests.map(({ at }) => at));
  const asked = wechat.calls.slice(calls).filter(({ endpoint }) => endpoint === 'day');
  return {
    running,
    due,
    twice: digests.length - standing.size,
    lost: due - standing.size,
    open: await openRows(machines),
    ms: last - begun,
    floorMs: (apps - 1) * 1000,
    killed: killed && {
      left: digests.filter(({ at }) => at > killed.at).length,
      lastMs: last - killed.at,
    },
    wechat: { calls: asked.length, floor: apps * 10 },
    spread: [...three, ...running.filter((one) => !three.includes(one))].map(
      (one) => one.posted().length,
    ),
  };
}

/** While the database is away nobody can tell. */
async function openRows({ query }: Machines): Promise<number> {
  const sql = `SELECT
    (SELECT count(*) FROM deliveries WHERE state <> 'sent') +
    (SELECT count(*) FROM ticks WHERE done = 0) +
    (SELECT count(*) FROM pgboss.job WHERE state < 'completed') AS open`;
  return query(sql).then(
    ([row]) => Number(row?.['open']),
    () => Number.NaN,
  );
}
