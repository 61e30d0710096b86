/** Measures parts in a thread of its own, one after the other. */
import { parentPort } from 'node:worker_threads';
import { measure, type Setting } from './measure.ts';

parentPort?.on('message', (setting: Setting) => parentPort?.postMessage(measure(setting)));
