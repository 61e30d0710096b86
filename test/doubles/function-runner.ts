/** Runs a module in a process of its own, as the cloud runs a function: its environment, calls one after another, and its death. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Reply, Request } from './function-runner-child.ts';

export interface FunctionRunner {
  /**
   * Calls an export of the module; gives what it returned as JSON text, just as WeChat hands on a function's result.
   * Fails with what the call threw, or with the process's last words when it died.
   */
  call(name: string, ...args: unknown[]): Promise<string>;
  /** Undefined while the process lives. */
  readonly exitCode: number | null | undefined;
  /** Lets the process end by itself; 0 where nothing held it and nothing had been left unhandled. */
  close(): Promise<number | null>;
}

/** How long a process may outlive its last call before that counts as hanging. */
const PATIENCE_MS = 5000;

/** The deployable cloud function, unmodified. */
export const CLOUD_FUNCTION = new URL('../../src/wechat/cloud-function/index.js', import.meta.url);

/** Nothing of this process's environment reaches the module. */
export function runFunction(module: URL, env: Readonly<Record<string, string>>): FunctionRunner {
  const pending = new Map<number, PromiseWithResolvers<string>>();
  let calls = 0;
  let lastWords = '';
  let exitCode: number | null | undefined;

  const child = fork(
    fileURLToPath(new URL('./function-runner-child.ts', import.meta.url)),
    [module.href],
    {
      env: { ...env },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    },
  );
  const { stderr } = child;
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords += text;
  });
  child.on('message', (reply: Reply) => {
    const call = pending.get(reply.id);
    pending.delete(reply.id);
    if ('error' in reply) call?.reject(Object.assign(new Error(reply.error.message), reply.error));
    else call?.resolve(reply.json);
  });
  const closed = (async () => {
    // Not `close`, which never comes after a disconnect; and not `exit` alone, as the last words may follow it.
    const [[code]] = await Promise.all([once(child, 'exit'), stderr && once(stderr, 'close')]);
    exitCode = code as number | null;
    for (const { reject } of pending.values()) reject(died());
    pending.clear();
    return exitCode;
  })();

  return {
    get exitCode() {
      return exitCode;
    },
    call(name, ...args) {
      if (exitCode !== undefined) return Promise.reject(died());
      const call = Promise.withResolvers<string>();
      calls += 1;
      pending.set(calls, call);
      child.send({ id: calls, name, args } satisfies Request);
      return call.promise;
    },
    async close() {
      const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      if (child.connected) child.disconnect();
      const code = await closed;
      clearTimeout(patience);
      return code;
    },
  };

  function died(): Error {
    return new Error(`the process ended with ${exitCode}: ${lastWords.trim()}`);
  }
}
