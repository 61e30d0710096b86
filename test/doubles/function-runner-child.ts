/** The other end of `function-runner.ts`: loads the module named in its arguments and answers calls to its exports. */

export interface Request {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

export type Reply =
  | { readonly id: number; readonly json: string }
  | { readonly id: number; readonly error: { readonly message: string } };

type Module = Record<string, (...args: readonly unknown[]) => unknown>;

const loading = import(process.argv[2] ?? '') as Promise<Module>;

// No handler for what is left unhandled: it must end this process as it would end the cloud's.
process.on('message', ({ id, name, args }: Request) => void answer(id, name, args));

async function answer(id: number, name: string, args: readonly unknown[]): Promise<void> {
  const module = await loading;
  try {
    const result = await module[name]?.(...args);
    reply({ id, json: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    reply({ id, error: { ...(error as object), message: String((error as Error).message) } });
  }
}

function reply(message: Reply): void {
  process.send?.(message);
}
