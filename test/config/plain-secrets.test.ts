/** Which secrets stand in the configuration file itself. */
import { expect, it } from 'vitest';
import { adapters } from '../../adapters/index.ts';
import { plainSecretsIn } from '../../src/config/plain-secrets.ts';

const VARIABLE = '$' + '{SECRET}';

it('names each by its place, and none that a variable stands for', () => {
  const written = {
    apps: [
      { appid: 'wx1', secret: 'plain' },
      { appid: 'wx2', secret: VARIABLE, tokenBearer: 'plain' },
    ],
    channels: [
      { name: 'growth', slack: 'C1' },
      { name: 'flow', workflow: 'https://flows.example.com/?sig=plain' },
      { name: 'other', workflow: `https://flows.example.com/?sig=${VARIABLE}` },
    ],
  };
  expect([...plainSecretsIn(written, adapters)]).toEqual([
    ['apps[0].secret', 'plain'],
    ['apps[1].tokenBearer', 'plain'],
    ['channels[1].workflow', 'https://flows.example.com/?sig=plain'],
  ]);
});

it.each([undefined, null, 'text', [], {}, { apps: 'wx1', channels: [null, 3] }])(
  'finds none in %o',
  (written) => {
    expect(plainSecretsIn(written, adapters).size).toBe(0);
  },
);
