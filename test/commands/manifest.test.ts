/** `manifest`: the result alone on stdout, and a fault before anything is written. */
import { describe, expect, it } from 'vitest';
import { adapters } from '../../adapters/index.ts';
import type { Terminal } from '../../src/commands/house.ts';
import { type Platforms, runManifest } from '../../src/commands/manifest.ts';
import { AppError } from '../../src/core/errors.ts';

function run(
  publicUrl: Platforms['publicUrl'],
  asked: { platform?: string; socket?: boolean } = {},
) {
  const written = { stdout: '', stderr: '' };
  const into = (name: keyof typeof written) => ({
    write(text: string) {
      written[name] += text;
      return true;
    },
  });
  const terminal = { stdout: into('stdout'), stderr: into('stderr') } as unknown as Terminal;
  let fault: unknown;
  try {
    const { platform = 'slack', socket = false } = asked;
    runManifest({ adapters, publicUrl, locale: 'en' }, { platform, socket }, terminal);
  } catch (error) {
    fault = error;
  }
  return { ...written, fault };
}

describe('manifest slack', () => {
  it('writes nothing but JSON, with the address of the bot', () => {
    const { stdout, stderr } = run('https://bot.example.org');
    expect(stderr).toBe('');
    expect(JSON.stringify(JSON.parse(stdout))).toContain('https://bot.example.org/slack/events');
  });

  it('says on stderr which address is to be replaced, where none is set', () => {
    const { stdout, stderr } = run(undefined);
    expect(stderr).toContain('https://retention.example.com');
    expect(stdout).toContain('https://retention.example.com/slack/events');
  });

  it('needs no address in Socket Mode, and looks at none', () => {
    for (const url of [undefined, 'bot.example.org'])
      expect(run(url, { socket: true })).toMatchObject({ stderr: '', fault: undefined });
  });

  it('names PUBLIC_URL where that is no URL, instead of a manifest Slack would refuse', () => {
    const { stdout, fault } = run('bot.example.org');
    expect(stdout).toBe('');
    expect(fault).toBeInstanceOf(AppError);
    expect(fault).toMatchObject({ code: 'config_invalid' });
    expect(JSON.stringify((fault as AppError).params)).toContain('PUBLIC_URL');
  });

  it('names the platforms that take one, where another was asked for', () => {
    expect(run(undefined, { platform: 'teams' }).fault).toMatchObject({
      code: 'no_manifest',
      params: { platform: 'teams', known: 'slack' },
    });
  });
});
