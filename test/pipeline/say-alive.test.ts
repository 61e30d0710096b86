/** The database and its witness say when they were alive, and what keeps them from it is told. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { isWritten, sayAlive } from '../../src/pipeline/say-alive.ts';
import { destination, openRig, type Rig } from './rig.ts';

const full = new AppError('store_full', { path: 'data/retention.db', detail: 'no space' });
const MINUTES = ['30', '31', '32'].map((minute) => new Date(`2026-11-22T01:${minute}:00Z`));

let rig: Rig;
let operators: ReturnType<typeof destination>;
let seen: Date[];
let stopping: AbortController;
beforeEach(async () => {
  operators = destination('operators');
  rig = await openRig({ now: '2026-11-22T01:30:00Z', operators: [operators.destination] });
  seen = [];
  stopping = new AbortController();
});
afterEach(() => rig.close());

/** Ends with the third word. */
const witness = (before: () => void = () => undefined) => ({
  alive(at: Date) {
    before();
    seen.push(at);
    if (seen.length === 3) stopping.abort();
  },
});

it('says so every minute, in the database and beside it', async () => {
  await sayAlive(rig.bot, witness(), stopping.signal);
  expect(seen).toEqual(MINUTES);
  expect(await rig.stores.marks.get('alive')).toEqual(MINUTES[2]);
});

it('goes on after a failure, which the operators are told once', async () => {
  let failures = 2;
  const failing = witness(() => {
    failures -= 1;
    if (failures >= 0) throw full;
  });
  const written: boolean[] = [];
  const noting = {
    alive(at: Date) {
      written.push(isWritten(rig.stores));
      failing.alive(at);
    },
  };
  await sayAlive(rig.bot, noting, stopping.signal);
  expect(written).toEqual([true, false, false, true, true]);
  expect(seen).toHaveLength(3);
  expect(operators.channel.messages).toHaveLength(1);
});

it.each([
  ['a moment', 1, 0],
  ['more than a minute', 2, 1],
])(
  'tells of a database that is away for %s as often as it is worth it',
  async (_, failures, told) => {
    const gone = new AppError('store_unusable', { path: 'db:5432', detail: '', fault: 'host' });
    let left = failures;
    const away = witness(() => {
      left -= 1;
      if (left >= 0) throw gone;
    });
    await sayAlive(rig.bot, away, stopping.signal);
    expect(operators.channel.messages).toHaveLength(told);
  },
);

it('leaves the witness behind the database rather than ahead of it', async () => {
  const marks = {
    ...rig.stores.marks,
    async set() {
      stopping.abort();
      throw full;
    },
  };
  await sayAlive(rig.replica({ ...rig.stores, marks }), witness(), stopping.signal);
  expect(seen).toEqual([]);
});
