/** The entry that starts on any Node: says in one sentence when it is too old, else runs the command line. */
import module from 'node:module';
import { constants } from 'node:os';
import { versionFault } from './node-version.js';

const fault = versionFault(process.versions.node);
if (fault) {
  process.stderr.write(`${fault}\n`);
  process.exit(2);
}
/** Closing has bounds of its own, well below; this one is for what holds on even then. */
const LAST_MS = 24_000;
const stopping = new AbortController();

/** @param {Error} [error] what nobody caught, if that is why */
function end(error) {
  stopping.abort(error);
  setTimeout(() => process.exit(1), LAST_MS).unref();
}
// Heard before anything slow is loaded: unheard, a signal ends the process half way, and the first
// process of a container doesn't notice it at all. A second one ends the process at once.
for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.on(name, () => {
    if (stopping.signal.aborted) process.exit(128 + constants.signals[name]);
    end();
  });
// Rejections that nobody handles come here as well. What comes while everything closes changes nothing.
process.on('uncaughtException', (error) => {
  if (stopping.signal.aborted) return;
  // An AbortError would look like being told to stop.
  const isPlain = error instanceof Error && !(error instanceof DOMException);
  end(isPlain ? error : new Error(String(error), { cause: error }));
});
module.enableCompileCache();
const { main } = await import('./cli.ts').catch((error) => {
  // Without what it is made of nobody else can say so: a package that isn't installed, a file that is cut short.
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  return process.exit(1);
});
await main(process.argv.slice(2), stopping.signal);
// What could not be closed in time must not hold on to the process.
if (stopping.signal.aborted) process.exit();
