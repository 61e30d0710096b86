/** `manifest`: the result alone on stdout or in its file, and a fault before anything is written. */
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { adapters } from '../../adapters/index.ts';
import {
  type ManifestArguments,
  type Platforms,
  runManifest,
} from '../../src/commands/manifest.ts';
import { AppError } from '../../src/core/errors.ts';

const BOT = '00001111-aaaa-2222-bbbb-3333cccc4444';

interface Run extends Partial<ManifestArguments> {
  readonly env?: Platforms['env'];
  readonly isTTY?: boolean;
  readonly save?: (path: string) => void;
}

async function run(publicUrl: Platforms['publicUrl'], asked: Run = {}) {
  const { platform = 'slack', socket = false, out, env = {}, isTTY = false, save } = asked;
  const shown: Buffer[] = [];
  const files: Record<string, Buffer> = {};
  let stderr = '';
  const failure = await runManifest(
    { adapters, publicUrl, locale: 'en', env, version: '1.2.3' },
    { platform, socket, out },
    {
      stdout: { isTTY, write: (content) => shown.push(Buffer.from(content)) },
      stderr: {
        write(text) {
          stderr += text;
        },
      },
      save(path, content) {
        save?.(path);
        files[path] = Buffer.from(content);
      },
    },
  ).then(
    () => undefined,
    (error: unknown) => error,
  );
  const bytes = Buffer.concat(shown);
  return { stdout: bytes.toString(), bytes, stderr, files, fault: failure };
}

describe('manifest slack', () => {
  it('writes nothing but JSON, with the address of the bot', async () => {
    const { stdout, stderr } = await run('https://bot.example.org');
    expect(stderr).toBe('');
    expect(JSON.stringify(JSON.parse(stdout))).toContain('https://bot.example.org/slack/events');
  });

  it('says on stderr which address is to be replaced, where none is set', async () => {
    const { stdout, stderr } = await run(undefined);
    expect(stderr).toContain('https://retention.example.com');
    expect(stdout).toContain('https://retention.example.com/slack/events');
  });

  it('needs no address in Socket Mode, and looks at none', async () => {
    for (const url of [undefined, 'bot.example.org'])
      expect(await run(url, { socket: true })).toMatchObject({ stderr: '', fault: undefined });
  });

  it('names PUBLIC_URL where that is no URL, instead of a manifest Slack would refuse', async () => {
    const { stdout, fault } = await run('bot.example.org');
    expect(stdout).toBe('');
    expect(fault).toBeInstanceOf(AppError);
    expect(fault).toMatchObject({ code: 'config_invalid' });
    expect(JSON.stringify((fault as AppError).params)).toContain('PUBLIC_URL');
  });

  it('names the platforms that take one, where another was asked for', async () => {
    for (const platform of ['irc', 'workflow'])
      expect((await run(undefined, { platform })).fault).toMatchObject({
        code: 'no_manifest',
        params: { platform, known: 'slack, teams' },
      });
  });

  it('is written to the file that is named, and the terminal told of it', async () => {
    const { stdout, stderr, files } = await run('https://bot.example.org', { out: 'app.json' });
    expect(stdout).toBe('');
    expect(stderr).toContain('app.json');
    expect(JSON.parse(String(files['app.json']))).toHaveProperty('display_information');
  });
});

describe('manifest teams', () => {
  const ask = (more: Run = {}, url: string | undefined = 'https://bot.example.org') =>
    run(url, { platform: 'teams', env: { TEAMS_APP_ID: BOT }, ...more });
  const isPackage = (bytes: Buffer | undefined) =>
    Object.keys(unzipSync(bytes ?? Buffer.alloc(0))).includes('manifest.json');

  it('writes nothing but the package where its output goes to a file or a pipe', async () => {
    const { bytes, stderr, files, fault } = await ask();
    expect(fault).toBeUndefined();
    expect(isPackage(bytes)).toBe(true);
    expect([stderr, files]).toEqual(['', {}]);
  });

  it('writes a file beside itself on a terminal, and says which', async () => {
    const { stdout, stderr, files } = await ask({ isTTY: true });
    expect(stdout).toBe('');
    expect(stderr).toContain('retention-teams.zip');
    expect(isPackage(files['retention-teams.zip'])).toBe(true);
  });

  it('writes the file that is named, wherever its output goes', async () => {
    for (const isTTY of [true, false]) {
      const { stdout, stderr, files } = await ask({ isTTY, out: 'my.zip' });
      expect(stdout).toBe('');
      expect(stderr).toContain('my.zip');
      expect(Object.keys(files)).toEqual(['my.zip']);
    }
  });

  it('says which file it could not write', async () => {
    const save = () => {
      throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
    };
    expect((await ask({ out: '/my.zip', save })).fault).toMatchObject({
      code: 'cannot_write',
      params: { path: '/my.zip', detail: 'EACCES' },
    });
  });

  it.each<[string, Platforms['env'], RegExp]>([
    ['missing', {}, /^TEAMS_APP_ID is missing/],
    ['empty', { TEAMS_APP_ID: '' }, /^TEAMS_APP_ID is missing/],
    ['no id', { TEAMS_APP_ID: 'my bot' }, /^TEAMS_APP_ID is not valid: it must be an id/],
  ])('names TEAMS_APP_ID where it is %s, and writes nothing', async (_, env, pattern) => {
    const { bytes, fault } = await ask({ env });
    expect(bytes).toHaveLength(0);
    expect(fault).toMatchObject({ code: 'config_invalid' });
    expect((fault as AppError<'config_invalid'>).params.faults).toEqual([
      expect.stringMatching(pattern),
    ]);
  });

  it('needs no secret of the bot, and holds none', async () => {
    const env = { TEAMS_APP_ID: BOT, TEAMS_APP_PASSWORD: 'open-sesame' };
    const { bytes } = await ask({ env });
    const text = String(Buffer.from(unzipSync(bytes)['manifest.json'] ?? []));
    expect(text).toContain(BOT);
    expect(text).not.toContain('open-sesame');
  });

  it('tells all faults at once', async () => {
    const { fault } = await ask({ env: {} }, 'bot.example.org');
    expect((fault as AppError<'config_invalid'>).params.faults).toHaveLength(2);
  });

  it('says which address it names where none is set', async () => {
    const { bytes, stderr } = await run(undefined, {
      platform: 'teams',
      env: { TEAMS_APP_ID: BOT },
    });
    expect(isPackage(bytes)).toBe(true);
    expect(stderr).toContain('https://retention.example.com');
    expect(stderr).not.toContain('--socket');
  });
});
