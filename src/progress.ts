/** Progress of a collection: a bar on a terminal; elsewhere nothing, or a plain line now and then. */
import type { WriteStream } from 'node:tty';

const WIDTH = 24;
/** Between plain lines: a log is read later, and by many. */
const LINE_EVERY_MS = 10_000;

export interface Progress {
  /** Several counters make one bar; `key` names the counter. */
  update(key: string, done: number, total: number): void;
  end(): void;
}

/** Tells how fast it goes and how long it will take; where there is no terminal, in plain lines. */
export interface Pace {
  /** The machine's time, not that of `--as-of`. */
  now(): Date;
  words(p: { rate: string; left: string }): string;
}

export function progressBar(
  stream: Pick<WriteStream, 'isTTY' | 'write'>,
  words: (p: { done: string; total: string }) => string,
  pace?: Pace,
): Progress {
  const counters = new Map<string, { done: number; total: number }>();
  const begun = pace?.now().getTime() ?? 0;
  let lineAt = begun;
  let shown = '';

  function line(): string {
    const sum = (field: 'done' | 'total') =>
      [...counters.values()].reduce((all, counter) => all + counter[field], 0);
    const [done, total] = [sum('done'), sum('total')];
    if (total === 0) return '';
    const filled = Math.round((done / total) * WIDTH);
    const bar = stream.isTTY ? `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ` : '';
    return `${bar}${words({ done: String(done), total: String(total) })}${paced(done, total)}`;
  }

  function paced(done: number, total: number): string {
    const seconds = pace ? (pace.now().getTime() - begun) / 1000 : 0;
    if (!pace || done === 0 || seconds < 1) return '';
    const rate = done / seconds;
    const left = duration((total - done) / rate);
    return ` · ${pace.words({ rate: rate.toFixed(1), left })}`;
  }

  function plain(now: number): void {
    if (now - lineAt < LINE_EVERY_MS) return;
    lineAt = now;
    shown = line();
    if (shown) stream.write(`${shown}\n`);
  }

  return {
    update(key, done, total) {
      counters.set(key, { done, total });
      if (!stream.isTTY) {
        if (pace) plain(pace.now().getTime());
        return;
      }
      shown = line();
      if (shown) stream.write(`\r\u001b[K${shown}`);
    },
    end() {
      if (stream.isTTY && shown) stream.write('\n');
      else if (pace && shown && line() !== shown) stream.write(`${line()}\n`);
      shown = '';
    },
  };
}

/** "3:20", "1:02:05". */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const [first = 0, ...rest] = parts[0] ? parts : parts.slice(1);
  return [String(first), ...rest.map((part) => String(part).padStart(2, '0'))].join(':');
}
