/** What the operators could not be told is told when their chat is back, once. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { tellAgain } from '../../src/pipeline/tell-again.ts';
import { tellOperators } from '../../src/pipeline/tell-operators.ts';
import { destination, openRig, type Rig } from './rig.ts';

const NOW = '2026-11-22T01:30:00Z';
const MINUTE = 60_000;
const signal = new AbortController().signal;
const fault = new AppError('wechat_unreachable', { app: 'wx1', detail: 'ECONNREFUSED' });

let rig: Rig;
let operators: ReturnType<typeof destination>;
beforeEach(async () => {
  operators = destination('operators');
  rig = await openRig({ now: NOW, operators: [operators.destination] });
});
afterEach(() => rig.close());

const fail = () => {
  const [app] = rig.apps;
  if (!app) throw new Error('no app');
  return tellOperators(rig.bot, app, fault, [], signal);
};
async function wait(minutes: number): Promise<void> {
  rig.clock.set(new Date(rig.clock.now().getTime() + minutes * MINUTE).toISOString());
  await tellAgain(rig.bot, signal);
}

describe('a message to the operators', () => {
  it.each(['later', 'lost', 'throws'] as const)(
    'that ended as "%s" is told a minute later, with nobody asking for it',
    async (script) => {
      operators.channel.next(script);
      expect(await fail()).toBe(false);
      await wait(0.5);
      expect(operators.channel.messages).toEqual([]);
      await wait(0.5);
      expect(operators.channel.messages).toHaveLength(1);
      await wait(60);
      expect(operators.channel.tries).toHaveLength(2);
    },
  );

  it('is told once, however often it is meant to be, and whoever tries', async () => {
    operators.channel.next('later', 'later');
    await fail();
    await fail();
    await wait(1);
    expect(await fail()).toBe(true);
    await wait(5);
    expect(operators.channel.messages).toHaveLength(1);
  });

  it.each(['ok', 'rejected'] as const)(
    'that is answered with "%s" is not tried again',
    async (script) => {
      operators.channel.next(script);
      expect(await fail()).toBe(true);
      await wait(1);
      expect(operators.channel.tries).toHaveLength(1);
    },
  );

  it('is tried after 1, 5, 15, then every 45 minutes, and given up after 12 hours, which the log says', async () => {
    operators.channel.next(...Array.from({ length: 50 }, () => 'later' as const));
    await fail();
    const tries: number[] = [];
    for (let minute = 1; minute <= 15 * 60; minute += 1) {
      const before = operators.channel.tries.length;
      await wait(1);
      if (operators.channel.tries.length > before) tries.push(minute);
    }
    expect(tries.slice(0, 4)).toEqual([1, 6, 21, 66]);
    expect(tries.at(-1)).toBeGreaterThanOrEqual(12 * 60);
    expect(tries.at(-1)).toBeLessThan(13 * 60);
    expect(rig.log.filter(({ message }) => message.includes('given up'))).toHaveLength(1);
  });
});
