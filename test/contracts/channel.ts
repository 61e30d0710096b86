/** What every Channel promises, whatever the platform. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Digest } from '../../src/core/digest.ts';
import { ChannelError } from '../../src/core/errors.ts';
import type { Channel, Posted } from '../../src/ports/channel.ts';
import {
  alertDigest,
  dailyDigest,
  helpDigest,
  hugeDigest,
  weeklyDigest,
} from '../doubles/digests.ts';

/** A channel and the far end of it. */
export interface ChannelUnderTest {
  readonly channel: Channel;
  /** What stands in the chat now, as the platform holds it: one JSON text per message; threads left out. */
  messages(): Promise<readonly string[]>;
  /** The same of what stands under a message, where there are threads. */
  readonly replies?: (first: Posted) => Promise<readonly string[]>;
  /** Where what was posted can't be changed. */
  readonly isFixed?: true;
  close(): Promise<void>;
}

export function channelContract(platform: string, make: () => Promise<ChannelUnderTest>): void {
  describe(`${platform} as a channel`, () => {
    const signal = AbortSignal.timeout(60_000);
    let chat: ChannelUnderTest;
    beforeEach(async () => {
      chat = await make();
    });
    afterEach(() => chat.close());

    const only = async () => {
      const messages = await chat.messages();
      expect(messages).toHaveLength(1);
      return read(messages[0] ?? '');
    };

    it.each([
      ['daily', dailyDigest()],
      ['weekly Chinese', weeklyDigest()],
      ['alert', alertDigest()],
    ])('posts a %s digest once, with every figure and its verdict', async (_, digest) => {
      await chat.channel.post(digest, 'delivery-1', signal);
      const message = await only();
      for (const part of essentials(digest)) expect(message).toContain(read(part));
    });

    it('posts a digest of text alone', async () => {
      const digest = helpDigest();
      await chat.channel.post(digest, 'delivery-1', signal);
      expect(await only()).toContain(read(digest.title));
    });

    it('posts a digest that is far too long, cut to what the platform takes', async () => {
      await chat.channel.post(hugeDigest(), 'delivery-1', signal);
      expect(await chat.messages()).toHaveLength(1);
    });

    it('replaces what was posted, by an identity that was stored as JSON, or says that it cannot', async () => {
      const posted = await chat.channel.post(dailyDigest(), 'delivery-1', signal);
      const stored = JSON.parse(JSON.stringify(posted)) as Posted;
      expect(stored).toEqual(posted);
      const revised = { ...dailyDigest(), title: 'Corner Shop, revised' };
      if (chat.isFixed) {
        const failure = chat.channel.edit(stored, revised, signal);
        await expect(failure).rejects.toMatchObject({ outcome: 'rejected' });
        expect(await only()).not.toContain(revised.title);
        return;
      }
      await chat.channel.edit(stored, revised, signal);
      const message = await only();
      expect(message).toContain(revised.title);
      expect(message).not.toContain(read(dailyDigest().title));
    });

    it('finds a delivery and no other, or says that it cannot look', async () => {
      const since = new Date(Date.now() - 60_000);
      const first = await chat.channel.post(dailyDigest(), 'delivery-1', signal);
      const second = await chat.channel.post(helpDigest(), 'delivery-2', signal);
      const found = await chat.channel.find('delivery-1', since, signal);
      if (found === 'unreadable') return;
      expect(found).toEqual(first);
      expect(await chat.channel.find('delivery-2', since, signal)).toEqual(second);
      expect(await chat.channel.find('delivery-3', since, signal)).toBeUndefined();
    });

    describe('under an earlier message', () => {
      const reply = { ...helpDigest(), title: 'It fell further' };
      /** As it comes out of a store. */
      const first = async () =>
        JSON.parse(
          JSON.stringify(await chat.channel.post(alertDigest(), 'first', signal)),
        ) as Posted;

      it('posts once, in its thread where there are threads', async () => {
        const stored = await first();
        await chat.channel.post(reply, 'reply', signal, stored);
        const [top, ...others] = await chat.messages();
        const below = chat.replies ? await chat.replies(stored) : others;
        expect(read(top ?? '')).toContain(alertDigest().title);
        expect(below).toHaveLength(1);
        expect(below[0]).toContain(reply.title);
        expect(others).toHaveLength(chat.replies ? 0 : 1);
      });

      it('puts a second reply beside the first', async () => {
        const stored = await first();
        for (const one of ['a', 'b']) await chat.channel.post(reply, one, signal, stored);
        const [, ...others] = await chat.messages();
        expect(chat.replies ? await chat.replies(stored) : others).toHaveLength(2);
      });

      it('replaces the reply, and leaves the first message', async () => {
        if (chat.isFixed) return;
        const stored = await first();
        const posted = await chat.channel.post(reply, 'reply', signal, stored);
        await chat.channel.edit(posted, { ...reply, title: 'It has recovered' }, signal);
        const [top, ...others] = await chat.messages();
        const below = chat.replies ? await chat.replies(stored) : others;
        expect(read(top ?? '')).toContain(alertDigest().title);
        expect(below).toHaveLength(1);
        expect(below[0]).toContain('It has recovered');
      });

      it('finds it there alone, or says that it cannot look', async () => {
        const since = new Date(Date.now() - 60_000);
        const stored = await first();
        const posted = await chat.channel.post(reply, 'reply', signal, stored);
        const found = await chat.channel.find('reply', since, signal, stored);
        if (found === 'unreadable') return;
        expect(found).toEqual(posted);
        expect(await chat.channel.find('other', since, signal, stored)).toBeUndefined();
        expect(await chat.channel.find('first', since, signal)).toEqual(stored);
      });
    });

    it('posts nothing once it was told to stop, and does not call that a refusal', async () => {
      const stopped = AbortSignal.abort();
      const failure = await chat.channel.post(dailyDigest(), 'delivery-1', stopped).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(ChannelError);
      expect((failure as ChannelError).outcome).not.toBe('rejected');
      expect(await chat.messages()).toEqual([]);
    });
  });
}

function essentials(digest: Digest): string[] {
  const figures = digest.sections.flatMap((one) => (one.kind === 'figures' ? one.figures : []));
  const words = figures.flatMap(({ label, rate, verdict }) => [label, rate, verdict.word]);
  const charts = digest.sections.flatMap((one) => (one.kind === 'chart' ? [one.chart.alt] : []));
  return [digest.title, digest.summary, ...words, ...charts];
}

/** Without the escapes that JSON and Markdown add. */
function read(text: string): string {
  return text.replaceAll('\\', '');
}
