import { expect, test } from 'vitest';

// Plain JavaScript without declarations, hence by address.
const { versionFault } = (await import(
  new URL('../src/node-version.js', import.meta.url).href
)) as { versionFault(version: string): string | undefined };

test.each(['24.12.0', '24.21.0', '25.0.0', '26.10.0', '100.0.0'])('Node %s will do', (version) => {
  expect(versionFault(version)).toBeUndefined();
});

test.each(['4.9.1', '18.20.8', '20.20.2', '22.22.0', '24.0.0', '24.11.9'])(
  'Node %s is too old, and is told which one is needed in one sentence',
  (version) => {
    const fault = versionFault(version);
    expect(fault).toMatch(/^Node 24\.12 or newer is needed, because .+; this is Node [\d.]+\.$/);
    expect(fault).toContain(version);
  },
);
