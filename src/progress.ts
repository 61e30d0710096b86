/** Progress of a collection: a bar on a terminal, nothing elsewhere. */
import type { WriteStream } from 'node:tty';

const WIDTH = 24;

export interface Progress {
  /** Several counters make one bar; `key` names the counter. */
  update(key: string, done: number, total: number): void;
  end(): void;
}

export function progressBar(
  stream: Pick<WriteStream, 'isTTY' | 'write'>,
  words: (p: { done: string; total: string }) => string,
): Progress {
  const counters = new Map<string, { done: number; total: number }>();
  let isShown = false;
  return {
    update(key, done, total) {
      counters.set(key, { done, total });
      if (!stream.isTTY) return;
      const sum = (field: 'done' | 'total') =>
        [...counters.values()].reduce((all, counter) => all + counter[field], 0);
      const [all, so] = [sum('total'), sum('done')];
      if (all === 0) return;
      const filled = Math.round((so / all) * WIDTH);
      const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
      stream.write(`\r\u001b[K${bar} ${words({ done: String(so), total: String(all) })}`);
      isShown = true;
    },
    end() {
      if (isShown) stream.write('\n');
      isShown = false;
    },
  };
}
