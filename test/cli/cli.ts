/** Runs the real command line in a folder of its own, with nothing of this process's environment but what Node needs. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const BIN = resolve(import.meta.dirname, '../../src/bin.js');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Shell {
  readonly folder: string;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>;
  remove(): void;
}

export function openShell(settings: Readonly<Record<string, string>> = {}): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'retention-cli-'));
  return {
    folder,
    run: (args, env = {}) => run(args, folder, { ...settings, ...env }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function run(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  return new Promise((settle, fail) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd,
      env: { ...env, PATH: '', HOME: cwd },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      out.stderr += text;
    });
    child.on('error', fail);
    child.on('close', (code) => settle({ code, ...out }));
  });
}
