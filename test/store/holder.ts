/** Run as a process of its own: takes a database as `start` does, says since when nobody was alive there, and stays. */
import { writeSync } from 'node:fs';
import { soleStart } from '../../src/store/sole.ts';

const [path = '', at = ''] = process.argv.slice(2);
const sole = await soleStart(path);
sole.alive(new Date(at));
writeSync(1, `lastAlive ${sole.lastAlive?.toISOString()}\n`);
setInterval(() => undefined, 60_000);
