/** Other processes that write into a database, and print a line for whatever they acknowledge. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** @param script beside this file */
export function startWriter(script: string, args: readonly string[]) {
  const path = fileURLToPath(new URL(`./${script}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write('go');
  const seen: string[] = [];
  const waiting = new Set<() => void>();
  const reader = createInterface(child.stdout).on('line', (line) => {
    if (line !== 'ready') seen.push(line);
    for (const check of waiting) check();
  });
  const ended = Promise.all([once(child, 'close'), once(reader, 'close')]);
  return {
    child,
    seen,
    ended,
    /** Resolves when so many lines have come. */
    reached: (lines: number) =>
      new Promise<void>((resolve, reject) => {
        const check = () => seen.length >= lines && resolve();
        waiting.add(check);
        child.once('close', () => reject(new Error('the writer ended early')));
        check();
      }),
  };
}
