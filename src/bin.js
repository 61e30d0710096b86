/** The entry that starts on any Node: says in one sentence when it is too old, else runs the command line. */
import module from 'node:module';
import { versionFault } from './node-version.js';

const fault = versionFault(process.versions.node);
if (fault) {
  process.stderr.write(`${fault}\n`);
  process.exit(2);
}
// Heard before anything slow is loaded: unheard, a signal ends the process half way, and the first
// process of a container doesn't notice it at all. A second one ends the process at once.
const stopping = new AbortController();
const stop = () => {
  process.off('SIGINT', stop).off('SIGTERM', stop);
  stopping.abort();
};
process.on('SIGINT', stop).on('SIGTERM', stop);
module.enableCompileCache();
const { main } = await import('./cli.ts');
await main(process.argv.slice(2), stopping.signal);
