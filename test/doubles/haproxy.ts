/** HAProxy, with the configuration that compose.yaml gives it, moved to ports of this machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Where Debian's package puts it. */
const HAPROXY = '/usr/sbin/haproxy';

export interface OpenProxy {
  readonly url: string;
  /** What it has written. */
  log(): string;
  /** Resolves once it has written that. */
  said(text: string): Promise<void>;
  close(): Promise<void>;
}

export async function openProxy(where: {
  readonly port: number;
  /** "127.0.0.1:49152". */
  readonly nameServer: string;
  readonly botPort: number;
}): Promise<OpenProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'retention-proxy-'));
  const file = join(folder, 'haproxy.cfg');
  const text = readFileSync(new URL('../../deploy/haproxy.cfg', import.meta.url), 'utf8');
  const moved = [
    ['bind :3000', `bind 127.0.0.1:${where.port}`],
    ['bot:3000', `bot:${where.botPort}`],
    ['127.0.0.11:53', where.nameServer],
  ].reduce((config, [from = '', to = '']) => {
    if (config.split(from).length !== 2) throw new Error(`not once in haproxy.cfg: ${from}`);
    return config.replace(from, to);
  }, text);
  writeFileSync(file, moved);
  // As its image runs it: a master that watches over a worker.
  const child = spawn(HAPROXY, ['-W', '-db', '-f', file], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const waiting = new Set<() => void>();
  child.stderr.resume();
  // What its workers tell; the same stands on stderr, as warnings.
  child.stdout.setEncoding('utf8').on('data', (words: string) => {
    log += words;
    for (const look of waiting) look();
  });
  const ended = once(child, 'exit').catch(() => undefined);
  const close = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${where.port}`;
  for (let tries = 0; !(await isHealthy(url)); tries += 1) {
    if (child.pid !== undefined && child.exitCode === null && tries < 200) await wait(50);
    else {
      await close();
      throw new Error(`no proxy by ${HAPROXY}: ${log}`);
    }
  }
  const said = (text: string) =>
    new Promise<void>((done) => {
      const look = () => {
        if (log.includes(text)) done();
      };
      waiting.add(look);
      look();
    });
  return { url, log: () => log, said, close };
}

async function isHealthy(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
}
