/** The rules of the house that no type holds: who may import whom, twins, settings, files, time and chance. */
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { adapters } from '../adapters/index.ts';
import { settings } from '../src/config/settings.ts';

const ROOT = resolve(import.meta.dirname, '..');

interface SourceFile {
  /** "src/core/period.ts". */
  readonly path: string;
  readonly source: string;
}

const FILES: readonly SourceFile[] = ['src', 'adapters'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path: relative(ROOT, path), source: readFileSync(path, 'utf8') };
    }),
);

const PLATFORMS = readdirSync(join(ROOT, 'adapters'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** Who may import whom; keys and values are beginnings of paths, and everything may import its own folder. */
const BOUNDARIES: Readonly<Record<string, readonly string[]>> = {
  'src/core/': [],
  'src/ports/': ['src/core/'],
  'src/pipeline/': ['src/core/', 'src/ports/'],
  // Uploaded by itself, it can import nothing of ours.
  'src/wechat/cloud-function/': [],
  'src/wechat/': ['src/core/', 'src/ports/'],
  'src/store/': ['src/core/', 'src/ports/'],
  'src/chart/': ['src/core/', 'src/ports/'],
  'src/schedule/': ['src/core/', 'src/ports/'],
  'src/http/': ['src/core/', 'src/ports/'],
  'src/preview/': ['src/core/', 'src/ports/'],
  'src/demo/': ['src/core/', 'src/ports/'],
  // A cron line is checked by the arithmetic that will use it.
  'src/calendar/': ['src/core/'],
  'src/config/': ['src/core/', 'src/ports/', 'src/calendar/index.ts', 'src/schedule/due-ticks.ts'],
  // What the composition root opened is what a command works with.
  'src/commands/': [
    'src/core/',
    'src/chart/index.ts',
    'src/ports/',
    'src/config/',
    'src/pipeline/',
    'src/schedule/',
    'src/closing.ts',
    'src/progress.ts',
  ],
  'src/chats.ts': ['src/core/', 'src/config/', 'src/pipeline/', 'src/ports/'],
  'src/clock.ts': ['src/ports/'],
  'src/closing.ts': ['src/ports/'],
  'src/log.ts': ['src/log-errors.ts', 'src/log-secrets.ts', 'src/ports/'],
  'src/log-errors.ts': [],
  'src/log-secrets.ts': [],
  'src/progress.ts': [],
  'src/node-version.js': [],
  'src/bin.js': ['src/node-version.js', 'src/cli.ts'],
  'src/cli-demo.ts': ['src/core/', 'src/demo/knobs.ts'],
  'src/cli-arguments.ts': ['src/core/'],
  'src/cli': ['src/cli', 'src/clock.ts', 'src/commands/', 'src/config/', 'src/core/', 'src/main'],
  // The composition roots name everything; the demo's names the adapters' renders alone.
  'src/main.ts': ['src/'],
  'src/environment.ts': [
    'src/core/decoded.ts',
    'src/commands/manifest.ts',
    'src/config/',
    'adapters/index.ts',
    'package.json',
  ],
  'src/sharing.ts': ['src/pipeline/', 'src/ports/', 'src/schedule/', 'src/store/', 'src/wechat/'],
  'src/main-demo.ts': ['src/', ...PLATFORMS.map((name) => `adapters/${name}/render.ts`)],
  'src/main-wechat.ts': ['src/clock.ts', 'src/commands/', 'src/config/', 'src/core/', 'src/demo/'],
  'adapters/index.ts': ['src/ports/', ...PLATFORMS.map((name) => `adapters/${name}/index.ts`)],
  ...Object.fromEntries(
    PLATFORMS.map((name) => [`adapters/${name}/`, ['src/core/', 'src/ports/']]),
  ),
};

/** The packages a room may use, where that is a rule; Node's own modules count as one. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'src/core/': ['dayjs'],
  'src/ports/': ['zod', 'node'],
  // Turns are a queue's business, and no one's own.
  'src/pipeline/': ['p-queue'],
  'src/calendar/': ['node', 'chinese-days', 'date-holidays'],
  'src/schedule/': ['croner', 'node-cron', 'pg-boss', 'node'],
  'src/wechat/cloud-function/': ['wx-server-sdk'],
  'src/commands/': [],
};

function roomOf(path: string): string {
  const room = Object.keys(BOUNDARIES).find((one) =>
    one.endsWith('.ts') || one.endsWith('.js') ? path === one : path.startsWith(one),
  );
  if (!room) throw new Error(`${path} belongs to no room: add it to BOUNDARIES`);
  return room;
}

/** Every module a source names: static, dynamic, re-exported, required, or resolved by address. */
function importsOf(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const patterns = [
    /\b(?:import|export)\b[^'"`;()]*?\bfrom\s*['"]([^'"]+)['"]/g,
    /^\s*import\s*['"]([^'"]+)['"]/gm,
    /\b(?:import|require|resolve)\s*\(\s*['"]([^'"]+)['"]/g,
    /\bnew URL\(\s*['"]([^'":]+)['"]\s*,\s*import\.meta\.url/g,
  ];
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] ?? ''));
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return 'node';
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

describe('imports', () => {
  test('are all seen, however they are written', () => {
    const seen = importsOf(`
      import a, { type B,
        c } from './one.ts';
      import type { D } from './two.ts';
      import './three.ts';
      export * from './four.ts';
      export { e } from "./five.ts";
      const f = await import('./six.ts');
      const g = require('./seven.cjs');
      const h = new URL('./eight.css', import.meta.url);
      const i = createRequire(import.meta.url).resolve('nine');
      // import './not.ts';
      /* import './neither.ts'; */
      const text = new URL('https://example.com', base);
    `);
    expect(seen.sort()).toEqual(
      ['one.ts', 'two.ts', 'three.ts', 'four.ts', 'five.ts', 'six.ts', 'seven.cjs', 'eight.css']
        .map((name) => `./${name}`)
        .concat('nine')
        .sort(),
    );
    const main = FILES.find(({ path }) => path === 'src/main.ts');
    expect(importsOf(main?.source ?? '').length).toBeGreaterThan(15);
  });

  test.each(FILES.map(({ path, source }) => [path, source] as const))(
    '%s stays within its bounds',
    (path, source) => {
      const room = roomOf(path);
      const own = room.endsWith('/') ? [room] : [];
      for (const specifier of importsOf(source)) {
        if (specifier.startsWith('.')) {
          const target = relative(ROOT, resolve(ROOT, dirname(path), specifier));
          const allowed = [...own, ...(BOUNDARIES[room] ?? [])];
          expect(
            allowed.some((one) => target.startsWith(one)),
            `${path} imports ${target}`,
          ).toBe(true);
        } else {
          const name = packageOf(specifier);
          const allowed = PACKAGES[room] ?? [name];
          expect(allowed, `${path} imports ${specifier}`).toContain(name);
        }
      }
    },
  );

  test('of an SDK are made by its own adapter alone', () => {
    const users = (name: RegExp) =>
      FILES.filter(({ source }) => importsOf(source).some((specifier) => name.test(specifier)))
        .map(({ path }) => path)
        .filter((path) => !path.startsWith('src/preview/'));
    const [bolt, botbuilder] = [users(/^@slack\//), users(/^bot(builder|framework)/)];
    expect(bolt.length).toBeGreaterThan(0);
    expect(botbuilder.length).toBeGreaterThan(0);
    expect(bolt.filter((path) => !path.startsWith('adapters/slack/'))).toEqual([]);
    expect(botbuilder.filter((path) => !path.startsWith('adapters/teams/'))).toEqual([]);
  });

  test('keep the SDKs out of a start that needs no chat', () => {
    for (const name of PLATFORMS) {
      const loaded = new Set<string>();
      const load = (path: string) => {
        const file = FILES.find((one) => one.path === path);
        if (!file || loaded.has(path)) return;
        loaded.add(path);
        for (const one of importsOf(file.source.replace(/await import\([^)]*\)/g, ''))) {
          const target = relative(ROOT, resolve(ROOT, dirname(path), one));
          if (one.startsWith('.')) load(target);
          else expect(packageOf(one), `${path} imports ${one}`).toMatch(/^(zod|node|dayjs)$/);
        }
      };
      load(`adapters/${name}/index.ts`);
      expect([...loaded]).toContain(`adapters/${name}/settings.ts`);
    }
  });
});

describe('adapters', () => {
  test('the list holds every folder, by its name', () => {
    // A Workflows webhook is a second way into Teams, from the same folder.
    expect(adapters.map(({ name }) => name).sort()).toEqual([...PLATFORMS, 'workflow'].sort());
    for (const { enabledBy, channelFrom, settings: own } of adapters)
      for (const variable of [enabledBy, channelFrom])
        if (variable !== undefined) expect(Object.keys(own.shape)).toContain(variable);
  });

  const CORE = ['README.md', 'commands.ts', 'errors.ts', 'index.ts', 'render.ts', 'settings.ts'];

  test.each(PLATFORMS)('%s has the twins’ files; its README names the others', (name) => {
    const files = readdirSync(join(ROOT, 'adapters', name));
    expect(files).toEqual(expect.arrayContaining(CORE));
    const readme = readFileSync(join(ROOT, 'adapters', name, 'README.md'), 'utf8');
    for (const file of files.filter((one) => one !== 'README.md'))
      expect(readme, file).toContain(`\`${file}\``);
    for (const [, mentioned = ''] of readme.matchAll(/^\| `([\w.-]+\.ts)`/gm))
      expect(files, `the README lists ${mentioned}`).toContain(mentioned);
  });

  test('share no variable with each other or with the bot', () => {
    const names = [settings, ...adapters.map((one) => one.settings)].flatMap(({ shape }) =>
      Object.keys(shape),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('.env.example', () => {
  const lines = readFileSync(join(ROOT, '.env.example'), 'utf8').split('\n');
  const given = lines.flatMap((line, index) => {
    const [, name, value] = line.match(/^([A-Z][A-Z_]*)=(.*)$/) ?? [];
    return name === undefined ? [] : [{ name, value, comment: lines[index - 1] ?? '' }];
  });
  const known = [settings, ...adapters.map((one) => one.settings)].flatMap(({ shape }) =>
    Object.entries(shape),
  );

  test('has every setting once, and nothing else', () => {
    expect(given.map(({ name }) => name).sort()).toEqual(known.map(([name]) => name).sort());
    for (const line of lines) expect(line).toMatch(/^$|^# \S|^[A-Z][A-Z_]*=\S*$/);
  });

  test.each(given)('$name is explained, and shows its default', ({ name, value, comment }) => {
    expect(comment).toMatch(/^# .{10,}\.$/);
    const field = known.find(([one]) => one === name)?.[1];
    const preset: unknown = field?.safeParse(undefined).data;
    expect(value).toBe(preset === undefined ? '' : String(preset));
  });
});

describe('files', () => {
  test.each(FILES.map(({ path, source }) => [path, source] as const))(
    '%s is short and opens with one sentence on its job',
    (path, source) => {
      expect(source.split('\n').length - 1).toBeLessThanOrEqual(250);
      const opening = source.match(/^\/\*\*\s([\s\S]*?)\*\//)?.[1]?.replace(/^\s*\* ?/gm, '') ?? '';
      expect(opening.trim(), path).toMatch(/^[A-Z`].{6,}[.:]$/s);
    },
  );

  test('no folder is called what says nothing, and names are in kebab case', () => {
    for (const { path } of FILES) {
      expect(path).not.toMatch(/utils?|helpers?|manager|service/i);
      expect(path).toMatch(/^([a-z0-9-]+\/)*[a-z0-9-]+(\.[a-z0-9-]+)*\.[jt]s$/);
    }
  });
});

/** What must come in as a parameter, and the few files that may hold it, with their reasons. */
const AMBIENT: readonly {
  readonly what: string;
  readonly pattern: RegExp;
  readonly allowed: Readonly<Record<string, string>>;
}[] = [
  {
    what: 'the environment',
    pattern: /\bprocess\s*\.\s*env\b|\bprocess\['env'\]/,
    allowed: {
      'src/main.ts': 'the composition root hands it to what needs it',
      'src/environment.ts': 'it is read here, once',
      'src/wechat/cloud-function/index.js': 'in the cloud it is its own composition root',
    },
  },
  {
    what: 'the time',
    pattern: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bdayjs(\.utc)?\(\s*\)/,
    allowed: { 'src/clock.ts': 'it is the clock' },
  },
  {
    what: 'chance',
    pattern: /\bMath\.random\b|\brandom(UUID|Bytes|Int)\b/,
    allowed: {
      'src/main.ts': 'the composition root hands it on',
      'src/sharing.ts': 'the same of what processes share',
      'src/main-wechat.ts': 'the same of the simulated WeChat',
    },
  },
  {
    what: 'the console',
    pattern: /\bconsole\s*\.\s*\w/,
    allowed: {},
  },
];

/** Scripts of the demo's page: they run in a browser. */
const IN_BROWSER = ['src/preview/client.js', 'src/preview/host-config.js'];

test.each(AMBIENT)('$what comes in as a parameter', ({ pattern, allowed }) => {
  const holders = FILES.filter(({ path }) => !IN_BROWSER.includes(path))
    .filter(({ source }) => pattern.test(source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')))
    .map(({ path }) => path);
  // Both ways: an allowance nobody needs any more is struck off.
  expect(holders.sort()).toEqual(Object.keys(allowed).sort());
});
