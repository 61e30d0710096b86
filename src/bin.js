/** The entry that starts on any Node: says in one sentence when it is too old, else runs the command line. */
import module from 'node:module';
import { versionFault } from './node-version.js';

const fault = versionFault(process.versions.node);
if (fault) {
  process.stderr.write(`${fault}\n`);
  process.exit(2);
}
module.enableCompileCache();
const { main } = await import('./cli.ts');
await main(process.argv.slice(2));
