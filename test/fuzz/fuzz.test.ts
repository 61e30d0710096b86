/** A seeded sample of what `npm run test:fuzz` throws at every parser that meets outside bytes. */
import { it } from 'vitest';
import { fuzz } from './target.ts';
import { targets } from './targets/index.ts';

it.each(targets.map((target) => [target.name, target] as const))(
  '%s: nothing crashes them, and what is wrong is said clearly',
  async (_, target) => fuzz(target, { seed: 20_261_128, inputs: target.sample }),
  60_000,
);
