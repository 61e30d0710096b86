/** Runs the real command line in a folder of its own, with nothing of this process's environment but what Node needs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const BIN = resolve(import.meta.dirname, '../../src/bin.js');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly ended: Promise<Outcome>;
  /** Resolves with what matches as soon as the output does; fails when the process ends without it. */
  said(pattern: RegExp): Promise<string>;
  readonly kill: ChildProcess['kill'];
  /** What it has written so far. */
  stderr(): string;
}

export interface Shell {
  readonly folder: string;
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Running;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>;
  remove(): void;
}

export function openShell(settings: Readonly<Record<string, string>> = {}): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'retention-cli-'));
  return {
    folder,
    start: (args, env = {}) => start(args, folder, { ...settings, ...env }),
    run: (args, env = {}) => start(args, folder, { ...settings, ...env }).ended,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function start(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Running {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: { ...env, PATH: '', HOME: cwd },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  const keep = (stream: 'stdout' | 'stderr') => (text: string) => {
    out[stream] += text;
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', keep('stdout'));
  child.stderr.setEncoding('utf8').on('data', keep('stderr'));
  const ended = new Promise<Outcome>((settle, fail) => {
    child.on('error', fail);
    child.on('close', (code) => settle({ code, ...out }));
  });
  const found = (pattern: RegExp) => (out.stdout.match(pattern) ?? out.stderr.match(pattern))?.[0];
  return {
    ended,
    said: (pattern) =>
      new Promise((settle, fail) => {
        const look = () => {
          const match = found(pattern);
          if (match !== undefined) settle(match);
        };
        listeners.add(look);
        look();
        ended.then(() => fail(new Error(`never said ${pattern}:\n${out.stderr}`)), fail);
      }),
    kill: (signal) => child.kill(signal),
    stderr: () => out.stderr,
  };
}
