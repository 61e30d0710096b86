/** The chat of the crash matrix, which here also draws the picture of every digest and publishes its address, as real chats do. */
import { type AdapterHost, type ChatAdapter, defineAdapter } from '../../src/ports/adapter.ts';
import type { Channel } from '../../src/ports/channel.ts';
import { line } from '../crash/line.ts';

const PICTURE = { width: 1000, height: 500 };

export interface Chat {
  readonly adapter: ChatAdapter;
  /** What it was given, once it is open. */
  host(): AdapterHost;
  channel(id: string): Channel;
  /** Addresses of the pictures of the newest digest. */
  charts(): readonly string[];
}

export function chat(): Chat {
  let host: AdapterHost | undefined;
  let channel: ((id: string) => Channel) | undefined;
  let charts: readonly string[] = [];
  const opened = <T>(one: T | undefined): T => {
    if (one === undefined) throw new Error('the chat is not open');
    return one;
  };
  return {
    host: () => opened(host),
    channel: (id) => opened(channel)(id),
    charts: () => charts,
    adapter: defineAdapter({
      ...line,
      async open(settings, targets, given) {
        const open = await line.open(settings, targets, given);
        const drawing: typeof open.channel = (target) => {
          const plain = open.channel(target);
          return {
            ...plain,
            async post(digest, delivery, signal, under) {
              const urls: string[] = [];
              for (const section of digest.sections) {
                if (section.kind !== 'chart') continue;
                await given.charts.render(section.chart, PICTURE, signal);
                urls.push((await given.publish(section.chart)) ?? '');
              }
              if (urls.length > 0) charts = urls;
              return plain.post(digest, delivery, signal, under);
            },
          };
        };
        host = given;
        channel = (id) => drawing({ name: id, id, locale: 'en' });
        return { ...open, channel: drawing };
      },
    }),
  };
}
