/** Several processes at one message, in any order, some of them killed: never twice, never forgotten. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leaseFrom } from '../../src/pipeline/hold-lease.ts';
import type { DeliveryLedger } from '../../src/ports/stores.ts';
import { openStores } from '../../src/store/index.ts';

const KEY = { channel: 'slack:C1', subject: 'wx1 day 2026-11-21' };
const OWNERS = 3;

type Step =
  /** `isSlow`: whoever is overtaken posts in the moment before it notices. */
  | { readonly what: 'claim'; readonly who: number; readonly isSlow: boolean }
  | {
      readonly what: 'renew' | 'post' | 'sent' | 'later' | 'unknown' | 'crash';
      readonly who: number;
    }
  | { readonly what: 'jump'; readonly seconds: number };

const who = fc.nat(OWNERS - 1);
const seconds = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: -9000, max: 9000 }));
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ what: fc.constant('claim' as const), who, isSlow: fc.boolean() }),
    fc.record({
      what: fc.constantFrom('renew', 'post', 'sent', 'later', 'unknown', 'crash' as const),
      who,
    }),
    fc.record({ what: fc.constant('jump' as const), seconds }),
  ),
  { minLength: 5, maxLength: 60 },
);

describe('a message that several processes are at', () => {
  it('is never posted twice without a look in between, and never forgotten', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const stores = await openStores(':memory:');
        try {
          const chat = new Owners(stores.deliveries);
          for (const step of all) await chat.take(step);
          await chat.finish();
        } finally {
          await stores.close();
        }
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});

/** What a process knows of the row that it has. */
interface Own {
  readonly id: string;
  readonly lease: Date;
  readonly hasPosted: boolean;
}

/** Processes that do, step by step, what `deliver` does. */
class Owners {
  readonly #ledger: DeliveryLedger;
  readonly #own = new Map<number, Own>();
  #now = Date.parse('2026-11-22T01:30:00Z');
  #inChat = 0;
  #isSent = false;

  constructor(ledger: DeliveryLedger) {
    this.#ledger = ledger;
  }

  async take(step: Step): Promise<void> {
    if (step.what === 'jump') this.#now += step.seconds * 1000;
    else if (step.what === 'claim') await this.#claim(step.who, step.isSlow);
    else await this.#act(step.what, step.who);
    expect(this.#inChat).toBeLessThanOrEqual(1);
  }

  /** One more process comes when all others are gone. */
  async finish(): Promise<void> {
    this.#own.clear();
    await this.#claim(0, false);
    this.#now += 61_000;
    await this.#claim(0, false);
    await this.take({ what: 'post', who: 0 });
    await this.take({ what: 'sent', who: 0 });
    expect({ inChat: this.#inChat, isSent: this.#isSent }).toEqual({ inChat: 1, isSent: true });
    const at = new Date(this.#now);
    expect(await this.#ledger.claim(KEY, at, leaseFrom(at))).toMatchObject({ state: 'sent' });
  }

  async #claim(who: number, isSlow: boolean): Promise<void> {
    if (this.#own.has(who)) return;
    const at = new Date(this.#now);
    const claim = await this.#ledger.claim(KEY, at, leaseFrom(at));
    expect(claim.state === 'sent').toBe(this.#isSent);
    if (claim.state === 'sent' || claim.state === 'busy') return;
    // Who has the message in the chat, and did not say that nothing was posted, is looked for.
    if (claim.state === 'ours') expect(this.#inChat).toBe(0);
    this.#own.set(who, { id: claim.id, lease: leaseFrom(at), hasPosted: false });
    if (claim.state === 'doubtful') await this.#look(who, claim.wasOpen, isSlow);
  }

  /** Before the second look everybody else who is alive has come to a renewal. */
  async #look(who: number, wasOpen: boolean, isSlow: boolean): Promise<void> {
    for (const other of wasOpen ? [...this.#own.keys()] : []) {
      if (other === who) continue;
      if (isSlow) await this.#act('post', other);
      await this.#act('renew', other);
    }
    if (this.#inChat > 0) await this.#act('sent', who, true);
    else await this.#act('renew', who);
  }

  async #act(what: Exclude<Step['what'], 'claim' | 'jump'>, who: number, isFound = false) {
    const own = this.#own.get(who);
    if (!own) return;
    const { id, lease, hasPosted } = own;
    if (what === 'renew') {
      const until = leaseFrom(new Date(this.#now));
      if (await this.#ledger.renew(id, lease, until)) this.#own.set(who, { ...own, lease: until });
      else this.#own.delete(who);
      return;
    }
    if (what === 'post') {
      if (hasPosted) return;
      this.#inChat += 1;
      this.#own.set(who, { ...own, hasPosted: true });
      return;
    }
    this.#own.delete(who);
    if (what === 'sent' && (hasPosted || isFound)) {
      await this.#ledger.sent(id, { message: '1' });
      this.#isSent = true;
    }
    // What has arrived is of unknown outcome at worst.
    if (what === 'later' || what === 'unknown')
      await this.#ledger.failed(id, lease, hasPosted ? 'unknown' : what, 'no');
  }
}
