/** What every RetentionSource owes its callers, whichever way it reaches WeChat. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { periodOf } from '../../src/core/period.ts';
import type { RetentionSource } from '../../src/ports/retention-source.ts';
import { snapshotFrom } from '../../src/wechat/schema.ts';

export interface SourceRig {
  readonly source: RetentionSource;
  /** What WeChat answers from now on: a body, or nothing at all. */
  answers(reply: { body: string } | 'hang'): void;
  /** How often WeChat was asked for retention. */
  count(): number;
  /** Resolves when WeChat has been asked for retention. */
  asked(): Promise<void>;
  close(): Promise<void>;
}

export function retentionSourceContract(name: string, open: () => Promise<SourceRig>): void {
  describe(`${name} as a RetentionSource`, () => {
    let rig: SourceRig;
    const signal = new AbortController().signal;
    beforeEach(async () => {
      rig = await open();
    });
    afterEach(() => rig.close());

    it('gives a day as WeChat prints it', async () => {
      const body = fixture('doc-daily-20170313');
      rig.answers({ body });
      const snapshot = await rig.source.fetch(periodOf('day', '2017-03-13'), signal);
      expect(snapshot).toEqual({
        period: { grain: 'day', first: '2017-03-13', last: '2017-03-13' },
        counts: { new: new Map([[0, 5464]]), active: new Map([[0, 55500]]) },
        raw: expect.any(String),
      });
    });

    it('keeps the answer whole, unknown keys included', async () => {
      rig.answers({
        body: '{"ref_date":"20170313","visit_uv":[{"key":0,"value":9},{"key":99,"value":1}],"visit_uv_new":[],"more":{"a_b":[1]}}',
      });
      const period = periodOf('day', '2017-03-13');
      const { raw, ...snapshot } = await rig.source.fetch(period, signal);
      const json = JSON.parse(raw);
      expect(JSON.stringify(json)).toContain('"key":99');
      expect(json.more).toBeDefined();
      // What is kept can be read again, to the same end.
      expect(snapshotFrom(rig.source.app, period, { text: raw, json })).toEqual({
        ...snapshot,
        raw,
      });
    });

    it('survives what WeChat leaves out: a segment, key 0, a value', async () => {
      rig.answers({ body: '{"ref_date":"20170313","visit_uv":[{"key":1,"value":"7"},{"key":2}]}' });
      const { counts } = await rig.source.fetch(periodOf('day', '2017-03-13'), signal);
      expect(counts).toEqual({ new: new Map(), active: new Map([[1, 7]]) });
    });

    it('tries again after WeChat was busy, at most five times', async () => {
      rig.answers({ body: fixture('err-minus1-system') });
      const error = await rejection(rig.source.fetch(periodOf('day', '2017-03-13'), signal));
      expect(error).toMatchObject({ code: 'wechat_busy', retry: 'later' });
      expect(rig.count()).toBe(5);
    });

    it('gives a week, keeping a zero at key 0 as the zero it is', async () => {
      rig.answers({ body: fixture('doc-weekly-20170306') });
      const { period, counts } = await rig.source.fetch(periodOf('week', '2017-03-08'), signal);
      expect(period).toEqual({ grain: 'week', first: '2017-03-06', last: '2017-03-12' });
      expect(counts.new).toEqual(
        new Map([
          [0, 0],
          [1, 16853],
        ]),
      );
      expect(counts.active).toEqual(
        new Map([
          [0, 0],
          [1, 99310],
        ]),
      );
    });

    it('gives a month', async () => {
      rig.answers({ body: fixture('doc-monthly-201702') });
      const { period, counts } = await rig.source.fetch(periodOf('month', '2017-02-01'), signal);
      expect(period).toEqual({ grain: 'month', first: '2017-02-01', last: '2017-02-28' });
      expect(counts.new).toEqual(new Map([[0, 346249]]));
    });

    it.each([
      ['err-61501-date-range-hint', 'refused', 'never'],
      ['err-61503-not-ready-hint', 'not_ready', 'later'],
      ['err-45009-quota-hint', 'quota_spent', 'tomorrow'],
      ['err-61502-game', 'mini_game', 'never'],
      ['err-48001-unauthorized', 'unauthorized', 'never'],
    ])('says what %s means, and asks once', async (file, code, retry) => {
      rig.answers({ body: fixture(file) });
      const error = await rejection(rig.source.fetch(periodOf('day', '2018-12-01'), signal));
      expect(error).toMatchObject({ code, retry, params: { app: rig.source.app } });
      expect(rig.count()).toBe(1);
    });

    it('refuses figures that cannot be people', async () => {
      rig.answers({ body: '{"ref_date":"20170313","visit_uv":[{"key":0,"value":-1}]}' });
      const error = await rejection(rig.source.fetch(periodOf('day', '2017-03-13'), signal));
      expect(error.code).toBe('wechat_malformed');
    });

    it('stops waiting when aborted', async () => {
      rig.answers('hang');
      const stop = new AbortController();
      const answer = rejection(rig.source.fetch(periodOf('day', '2017-03-13'), stop.signal));
      await rig.asked();
      stop.abort();
      expect((await answer).code).toBe('aborted');
    });

    it('fails at once when aborted beforehand', async () => {
      const error = await rejection(
        rig.source.fetch(periodOf('day', '2017-03-13'), AbortSignal.abort()),
      );
      expect(error.code).toBe('aborted');
    });
  });
}

/** The AppError a promise ends with; fails when it ends otherwise. */
export async function rejection(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => expect.unreachable('expected a failure'),
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw error;
}

export function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/wechat/${name}.json`, import.meta.url), 'utf8');
}
