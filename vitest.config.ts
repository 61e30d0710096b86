/** Three suites: `unit` needs nothing but npm; `browser` needs Chromium, `proxy` needs HAProxy. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Processes, not threads: native canvases and worker pools must die with the file that made them.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.browser.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'proxy',
          include: ['test/deployment/**/*.proxy.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
