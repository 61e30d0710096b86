/** The entry, where what it is to run can't be loaded. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, it } from 'vitest';

const SRC = resolve(import.meta.dirname, '../../src');
const folder = mkdtempSync(join(tmpdir(), 'retention-bin-'));
afterEach(() => rmSync(folder, { recursive: true }));

it('fails and says what is missing where a package is not installed', () => {
  for (const name of ['bin.js', 'node-version.js'])
    copyFileSync(join(SRC, name), join(folder, name));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'cli.ts'), "import 'a-package-that-is-not-installed';\n");
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'bin.js'), 'status'], {
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toContain('a-package-that-is-not-installed');
});
