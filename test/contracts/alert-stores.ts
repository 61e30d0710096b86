/** What every implementation promises of alerts: what is remembered, what waits, and what people say to it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AlertChange, AlertMemory, Finding } from '../../src/core/alerts/alert.ts';
import type { AlertMessage } from '../../src/core/alerts/message.ts';
import type { AlertStore, Stores } from '../../src/ports/stores.ts';
import type { OpenedStores, SharedStores } from './stores.ts';

const MORNING = new Date('2026-11-22T01:30:00Z');
const DAY = 86_400_000;
const day = (days: number) => new Date(MORNING.getTime() + days * DAY);

function finding(app: string, more: Partial<Finding> = {}): Finding {
  return {
    id: `${app}-new-2026-11-22`,
    segment: 'new',
    since: '2026-11-20',
    openedAt: MORNING.toISOString(),
    cells: [],
    depth: -0.2,
    error: 0.03,
    series: undefined,
    people: 4000,
    worsened: 0,
    rule: undefined,
    calm: 0,
    ...more,
  };
}

function memory(days: number, more: Partial<AlertMemory> = {}): AlertMemory {
  const at = day(days).toISOString();
  return { at, judged: [], open: [], excluded: [], normal: [], ...more };
}

function message(
  kind: AlertChange['kind'],
  apps: readonly string[],
  { days = 0, reason = 'fell' as AlertChange['reason'] } = {},
): AlertMessage {
  const first = finding(apps[0] ?? '').id;
  return {
    id: `${first}/${kind}`,
    kind,
    at: day(days).toISOString(),
    under: kind === 'drop' ? undefined : `${first}/drop`,
    items: apps.map((app) => ({
      app,
      change: { kind, reason, finding: finding(app), cells: [] },
    })),
  };
}

const write = (app: string, version: number, of: AlertMemory) => ({ app, version, memory: of });

/** An alert of an app that has been told. */
async function told(alerts: AlertStore, ...apps: readonly string[]) {
  const drop = message('drop', apps);
  const fallen = apps.map((app) => write(app, 0, memory(0, { open: [finding(app)] })));
  expect(await alerts.prepare(fallen, [drop], MORNING)).toBe(true);
  await alerts.settle(drop.id);
  return alerts.records(apps[0]).then(([record]) => record?.number ?? 0);
}

async function ended(
  alerts: AlertStore,
  kind: 'recovered' | 'retracted',
  reason: AlertChange['reason'],
) {
  const end = message(kind, ['wx1'], { days: 3, reason });
  const version = (await alerts.get('wx1'))?.version ?? 0;
  expect(await alerts.prepare([write('wx1', version, memory(3))], [end], day(3))).toBe(true);
  await alerts.settle(end.id);
}

export function alertStoresContract(name: string, open: () => Promise<OpenedStores>): void {
  describe(`${name} as store of alerts`, () => {
    let opened: OpenedStores;
    let stores: Stores;
    let alerts: AlertStore;
    beforeEach(async () => {
      opened = await open();
      stores = opened.stores;
      alerts = stores.alerts;
    });
    afterEach(() => opened.close());

    describe('memories', () => {
      it('are not there before the first run', async () => {
        expect(await alerts.get('wx1')).toBeUndefined();
        expect(await alerts.unsettled()).toEqual([]);
        expect(await alerts.records()).toEqual([]);
      });

      it('without messages take effect at once, and change their version', async () => {
        const quiet = memory(0, { normal: [{ segment: 'new', since: '2026-11-01' }] });
        expect(await alerts.prepare([write('wx1', 0, quiet)], [], MORNING)).toBe(true);
        const first = await alerts.get('wx1');
        expect(first).toMatchObject({ memory: quiet, isPending: false });
        const { version = 0 } = first ?? {};
        expect(version).toBeGreaterThan(0);
        await alerts.prepare([write('wx1', version, memory(1))], [], day(1));
        const second = await alerts.get('wx1');
        expect(second?.memory).toEqual(memory(1));
        expect(second?.version).not.toBe(version);
        expect(await alerts.get('wx1')).toBe(second);
      });

      it('have versions that tell histories apart, not how long they are', async () => {
        await alerts.prepare([write('wx1', 0, memory(0)), write('wx2', 0, memory(1))], [], MORNING);
        const [one, other] = [await alerts.get('wx1'), await alerts.get('wx2')];
        expect(one?.version).not.toBe(other?.version);
        for (const app of ['wx1', 'wx2']) {
          const { version = 0 } = (await alerts.get(app)) ?? {};
          await alerts.prepare([write(app, version, memory(2))], [], day(2));
        }
        const versions = [await alerts.get('wx1'), await alerts.get('wx2')].map((a) => a?.version);
        expect(new Set(versions).size).toBe(2);
      });

      it('are refused where somebody wrote since, or was first: none of them is kept', async () => {
        await alerts.prepare([write('wx1', 0, memory(0))], [], MORNING);
        const { version = 0 } = (await alerts.get('wx1')) ?? {};
        for (const outdated of [0, version + 1, version - 1]) {
          const run = [write('wx0', 0, memory(1)), write('wx1', outdated, memory(1))];
          const drop = message('drop', ['wx0']);
          expect(await alerts.prepare(run, [drop], day(1))).toBe(false);
        }
        expect(await alerts.get('wx0')).toBeUndefined();
        expect(await alerts.get('wx1')).toEqual({ memory: memory(0), version, isPending: false });
        expect(await alerts.unsettled()).toEqual([]);
      });

      it('with a message wait until it has settled; apps it doesn’t tell of don’t', async () => {
        const fallen = memory(0, { open: [finding('wx1')] });
        const drop = message('drop', ['wx1']);
        const run = [write('wx1', 0, fallen), write('wx2', 0, memory(0))];
        await alerts.prepare(run, [drop], MORNING);
        expect(await alerts.get('wx2')).toMatchObject({ memory: memory(0), isPending: false });
        const before = await alerts.get('wx1');
        // Nothing took effect yet: before the first memory nothing is remembered.
        expect(before).toMatchObject({ memory: memory(0), isPending: true });
        await alerts.settle(drop.id);
        const after = await alerts.get('wx1');
        expect(after?.memory).toEqual(JSON.parse(JSON.stringify(fallen)));
        expect(after?.isPending).toBe(false);
        expect(after?.version).not.toBe(before?.version);
      });

      it('keep to the old one while a later one waits', async () => {
        await told(alerts, 'wx1');
        const { version = 0, memory: old } = (await alerts.get('wx1')) ?? {};
        const worse = message('worse', ['wx1'], { days: 1 });
        await alerts.prepare([write('wx1', version, memory(1))], [worse], day(1));
        expect(await alerts.get('wx1')).toMatchObject({ memory: old, isPending: true });
      });

      it('that wait let nobody write another one', async () => {
        await alerts.prepare([write('wx1', 0, memory(0))], [message('drop', ['wx1'])], MORNING);
        const { version = 0 } = (await alerts.get('wx1')) ?? {};
        expect(await alerts.prepare([write('wx1', version, memory(1))], [], day(1))).toBe(false);
        expect((await alerts.get('wx1'))?.isPending).toBe(true);
      });

      it('of one app wait for all its messages, those of others for their own', async () => {
        const both = message('drop', ['wx1', 'wx2']);
        const worse = { ...message('worse', ['wx1']), id: 'worse' };
        const run = ['wx1', 'wx2'].map((app) => write(app, 0, memory(0)));
        await alerts.prepare(run, [both, worse], MORNING);
        await alerts.settle(both.id);
        expect((await alerts.get('wx1'))?.isPending).toBe(true);
        expect((await alerts.get('wx2'))?.isPending).toBe(false);
        await alerts.settle(worse.id);
        expect((await alerts.get('wx1'))?.isPending).toBe(false);
      });
    });

    describe('messages', () => {
      it('wait in the order they were kept, as they are', async () => {
        const [one, two] = [message('drop', ['wx1']), message('drop', ['wx2'])];
        await alerts.prepare([write('wx1', 0, memory(0))], [one], MORNING);
        await alerts.prepare([write('wx2', 0, memory(0))], [two], MORNING);
        expect(await alerts.unsettled()).toEqual([one, two]);
        await alerts.settle(one.id);
        expect(await alerts.unsettled()).toEqual([two]);
        expect(await alerts.message(one.id)).toEqual(one);
        expect(await alerts.message('another')).toBeUndefined();
      });

      it('settle once: again, or unknown, changes nothing', async () => {
        await told(alerts, 'wx1');
        const before = await alerts.get('wx1');
        await alerts.settle(message('drop', ['wx1']).id);
        await alerts.settle('another');
        expect(await alerts.get('wx1')).toEqual(before);
      });

      it('tell what followed one of them, the oldest first, settled or not', async () => {
        await told(alerts, 'wx1', 'wx2');
        const drop = message('drop', ['wx1']);
        expect(await alerts.followed(drop.id)).toEqual([]);
        // A group's id is that of one of its findings, and need not be the first's.
        const worse = { ...message('worse', ['wx1'], { days: 1 }), id: 'wx2/worse/3' };
        const over = message('recovered', ['wx1'], { days: 2, reason: 'back' });
        for (const [index, one] of [worse, over].entries()) {
          const version = (await alerts.get('wx1'))?.version ?? 0;
          await alerts.prepare([write('wx1', version, memory(index + 1))], [one], day(index + 1));
          if (one === worse) await alerts.settle(one.id);
        }
        expect(await alerts.followed(drop.id)).toEqual([worse, over]);
      });

      it('tell the numbers of what they found before they have settled', async () => {
        const drop = message('drop', ['wx1', 'wx2']);
        const run = ['wx1', 'wx2'].map((app) => write(app, 0, memory(0)));
        await alerts.prepare(run, [drop], MORNING);
        const numbers = await alerts.numbers(drop.id);
        expect([...numbers.keys()].sort()).toEqual([finding('wx1').id, finding('wx2').id]);
        await alerts.settle(drop.id);
        for (const record of await alerts.records())
          expect(numbers.get(record.finding)).toBe(record.number);
      });
    });

    describe('records', () => {
      it('are of settled messages, the newest first, of all apps or one', async () => {
        await told(alerts, 'wx1');
        await told(alerts, 'wx2', 'wx3');
        await alerts.prepare([write('wx4', 0, memory(0))], [message('drop', ['wx4'])], MORNING);
        const all = await alerts.records();
        expect(all.map(({ app }) => app)).toEqual(['wx3', 'wx2', 'wx1']);
        expect(all.map(({ number }) => number)).toEqual(
          all.map(({ number }) => number).toSorted((a, b) => b - a),
        );
        expect(await alerts.records('wx3')).toEqual([
          {
            number: all[0]?.number,
            finding: finding('wx3').id,
            app: 'wx3',
            segment: 'new',
            message: message('drop', ['wx2']).id,
            openedAt: MORNING,
            ended: undefined,
          },
        ]);
        expect(await alerts.records('wx4')).toEqual([]);
      });

      it.each([
        ['recovered', 'back'],
        ['recovered', 'new-normal'],
        ['retracted', 'revised'],
      ] as const)('end when a message that says "%s" has settled', async (kind, reason) => {
        await told(alerts, 'wx1');
        await told(alerts, 'wx2');
        await ended(alerts, kind, reason);
        const [record] = await alerts.records('wx1');
        expect(record?.ended).toEqual({ at: day(3), reason });
        expect((await alerts.records('wx2'))[0]?.ended).toBeUndefined();
      });

      it('stay open while they get worse, and until their end is known to be told', async () => {
        await told(alerts, 'wx1');
        const worse = message('worse', ['wx1'], { days: 1 });
        let { version = 0 } = (await alerts.get('wx1')) ?? {};
        await alerts.prepare([write('wx1', version, memory(1))], [worse], day(1));
        await alerts.settle(worse.id);
        version = (await alerts.get('wx1'))?.version ?? 0;
        const end = message('recovered', ['wx1'], { days: 2, reason: 'back' });
        await alerts.prepare([write('wx1', version, memory(2))], [end], day(2));
        expect((await alerts.records())[0]?.ended).toBeUndefined();
      });
    });

    describe('mutes', () => {
      it('hold in their chat until their time; the last one counts', async () => {
        const number = await told(alerts, 'wx1');
        const mute = { number, chat: 'slack:C1', until: day(7), by: 'U1' };
        await alerts.mute({ ...mute, until: day(1) });
        await alerts.mute(mute);
        expect(await alerts.mutes(day(6))).toEqual([mute]);
        expect(await alerts.mutes(day(7))).toEqual([]);
      });

      it('are taken back in their own chat alone', async () => {
        const number = await told(alerts, 'wx1');
        await alerts.mute({ number, chat: 'slack:C1', until: day(7), by: 'U1' });
        expect(await alerts.unmute(number, 'slack:C2')).toBe(false);
        expect(await alerts.mutes(MORNING)).toHaveLength(1);
        expect(await alerts.unmute(number, 'slack:C1')).toBe(true);
        expect(await alerts.unmute(number, 'slack:C1')).toBe(false);
        expect(await alerts.mutes(MORNING)).toEqual([]);
      });

      it('end by themselves with the alert', async () => {
        const number = await told(alerts, 'wx1');
        await alerts.mute({ number, chat: 'slack:C1', until: day(30), by: 'U1' });
        await ended(alerts, 'recovered', 'back');
        expect(await alerts.mutes(day(3))).toEqual([]);
      });
    });

    describe('votes', () => {
      const stands = async (chat: string, ...apps: readonly string[]) => {
        const subject = `alert ${message('drop', apps).id}`;
        const claim = await stores.deliveries.claim({ channel: chat, subject }, MORNING, day(1));
        if (claim.state === 'ours') await stores.deliveries.sent(claim.id, { ts: '1' });
      };
      const no = (number: number, chat: string, user: string) =>
        alerts.vote(number, chat, user, false, MORNING);

      it('count the alerts told in a chat, and those somebody there found not useful', async () => {
        const [one, two] = [await told(alerts, 'wx1'), await told(alerts, 'wx2')];
        await told(alerts, 'wx3');
        for (const app of ['wx1', 'wx2']) await stands('slack:C1', app);
        await stands('slack:C2', 'wx3');
        expect(await alerts.votes('slack:C1')).toEqual({ told: 2, notUseful: 0 });
        for (const user of ['U1', 'U2']) await no(one, 'slack:C1', user);
        await no(two, 'slack:C2', 'U1');
        expect(await alerts.votes('slack:C1')).toEqual({ told: 2, notUseful: 1 });
        expect(await alerts.votes('slack:C2')).toEqual({ told: 1, notUseful: 0 });
        expect(await alerts.votes('slack:C3')).toEqual({ told: 0, notUseful: 0 });
      });

      it('count what fell together once, as it was told', async () => {
        const number = await told(alerts, 'wx1', 'wx2');
        await stands('slack:C1', 'wx1', 'wx2');
        await no(number, 'slack:C1', 'U1');
        await no(number + 1, 'slack:C1', 'U1');
        expect(await alerts.votes('slack:C1')).toEqual({ told: 1, notUseful: 1 });
      });

      it('of a person may be changed: the last one counts', async () => {
        const number = await told(alerts, 'wx1');
        await stands('slack:C1', 'wx1');
        await no(number, 'slack:C1', 'U1');
        await alerts.vote(number, 'slack:C1', 'U1', true, day(1));
        expect(await alerts.votes('slack:C1')).toEqual({ told: 1, notUseful: 0 });
      });
    });
  });
}

export function sharedAlertStoresContract(name: string, open: () => Promise<SharedStores>): void {
  describe(`${name}, shared by two processes, as store of alerts`, () => {
    let opened: SharedStores;
    let alerts: AlertStore;
    let other: AlertStore;
    beforeEach(async () => {
      opened = await open();
      alerts = opened.stores.alerts;
      other = (await opened.reopen()).alerts;
    });
    afterEach(() => opened.close());

    it('keeps what one of two runs decided', async () => {
      const run = ['wx1', 'wx2'].map((app) => write(app, 0, memory(0)));
      const drop = message('drop', ['wx1']);
      const kept = await Promise.all(
        [alerts, other].map((one, index) =>
          one.prepare(index === 0 ? run : run.toReversed(), [drop], MORNING),
        ),
      );
      expect(kept.toSorted()).toEqual([false, true]);
      expect(await other.unsettled()).toEqual([drop]);
    });

    it('moves on when two settle the last messages of an app at the same moment', async () => {
      const both = [message('drop', ['wx1']), { ...message('worse', ['wx1']), id: 'worse' }];
      await alerts.prepare([write('wx1', 0, memory(0))], both, MORNING);
      await Promise.all([alerts.settle('worse'), other.settle(both[0]?.id ?? '')]);
      expect(await other.get('wx1')).toMatchObject({ memory: memory(0), isPending: false });
    });
  });
}
