/** An error as the log tells it: what it is and what it came from, never the request that failed with its headers. */

const DEEPEST = 5;
const MOST = 5;

/** Libraries hang whole requests onto their errors, so only what is named here, or is a plain value, is told. */
export function told(error: unknown, depth = 1): unknown {
  if (!(error instanceof Error)) return plain(error) ?? typeof error;
  const { name, message, stack, cause } = error;
  const more: unknown = 'errors' in error ? error.errors : undefined;
  const isEnd = depth >= DEEPEST;
  return {
    type: name,
    message,
    stack,
    ...ownValues(error),
    ...(cause === undefined || isEnd ? {} : { cause: told(cause, depth + 1) }),
    ...(Array.isArray(more) && !isEnd
      ? { errors: more.slice(0, MOST).map((one) => told(one, depth + 1)) }
      : {}),
  };
}

/** Codes and numbers; of AppErrors also the params, which hold no secret. */
function ownValues(error: Error): object {
  return Object.fromEntries(
    Object.entries(error).flatMap(([name, value]) => {
      if (name === 'params' && 'code' in error) return [[name, paramsOf(value)]];
      const shown = plain(value);
      return shown === undefined ? [] : [[name, shown]];
    }),
  );
}

function paramsOf(params: unknown): unknown {
  if (typeof params !== 'object' || params === null) return plain(params);
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(plain) : plain(value),
    ]),
  );
}

function plain(value: unknown): string | number | boolean | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}
