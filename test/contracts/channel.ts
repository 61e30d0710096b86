/** What every Channel promises, whatever the platform. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Digest } from '../../src/core/digest.ts';
import { ChannelError } from '../../src/core/errors.ts';
import type { Channel, Posted } from '../../src/ports/channel.ts';
import { dailyDigest, helpDigest, hugeDigest, weeklyDigest } from '../doubles/digests.ts';

/** A channel and the far end of it. */
export interface ChannelUnderTest {
  readonly channel: Channel;
  /** What stands in the chat now, as the platform holds it: one JSON text per message. */
  messages(): Promise<readonly string[]>;
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
