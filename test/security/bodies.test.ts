/** Bodies without a valid signature or token: bounded, refused, and nothing of them heard. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSlack } from '../../adapters/slack/open.ts';
import { openTeams } from '../../adapters/teams/open.ts';
import type { OpenAdapter } from '../../src/ports/adapter.ts';
import { openTestHost, type TestHost } from '../doubles/host.ts';
import { asCommand, sendSigned } from '../doubles/slack-requests.ts';
import { SIGNING_SECRET, TOKEN } from '../doubles/slack-workspace.ts';
import { APP, openTeamsKeys, TENANT, type TeamsKeys } from '../doubles/teams-keys.ts';

const KIB = 1024;
let host: TestHost;
let keys: TeamsKeys;
let adapters: OpenAdapter[];

beforeEach(async () => {
  [host, keys] = await Promise.all([openTestHost(), openTeamsKeys()]);
  const slack = { SLACK_BOT_TOKEN: TOKEN, SLACK_SIGNING_SECRET: SIGNING_SECRET };
  const teams = {
    TEAMS_APP_ID: APP,
    TEAMS_APP_TYPE: 'SingleTenant',
    TEAMS_APP_PASSWORD: 'unused',
    TEAMS_TENANT_ID: TENANT,
  } as const;
  adapters = [
    await openSlack(slack, [], host.host),
    await openTeams(teams, [], host.host, keys.auth),
  ];
});
afterEach(async () => {
  for (const one of adapters) await one.close();
  await Promise.all([host.close(), keys.close()]);
});

/** Sends pieces of a body of unknown length until the other side answers; says what, and how much was sent. */
async function pour(path: string): Promise<{ status: number; sent: number }> {
  const { hostname, port } = new URL(host.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  const answer = once(socket, 'data').then(([bytes]) => String(bytes));
  let isAnswered = false;
  void answer.then(() => {
    isAnswered = true;
  });
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
  );
  const piece = `4000\r\n${'"'.padEnd(16 * KIB, 'x')}\r\n`;
  let sent = 0;
  while (!isAnswered && sent < 64 * KIB * KIB) {
    sent += 16 * KIB;
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), answer]);
  }
  const [, status = ''] = (await answer).match(/^HTTP\/1\.1 (\d{3})/) ?? [];
  socket.destroy();
  return { status: Number(status), sent };
}

const post = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${host.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

describe.each(['/slack/events', '/api/messages'])('%s', (path) => {
  it('answers 413 to a body that never ends, long before it would', async () => {
    const { status, sent } = await pour(path);
    expect(status).toBe(413);
    // What the sockets of both sides hold comes on top of the bound.
    expect(sent).toBeLessThan(32 * KIB * KIB);
    expect(host.asked).toEqual([]);
  });

  it('answers 413 to a body that says it is too long', async () => {
    const response = await post(path, `"${'x'.repeat(257 * KIB)}"`);
    expect([response.status, await response.text()]).toEqual([413, '']);
  });

  it('hears nothing of whoever can’t prove who they are', async () => {
    const bodies = ['', '{}', 'null', '[]', '{"type":"event_callback"}', '\u0000', '{"a":'];
    for (const body of bodies) {
      const response = await post(path, body, { authorization: 'Bearer x.y.z' });
      expect(response.status, body).toBeGreaterThanOrEqual(400);
      expect(response.status, body).toBeLessThan(500);
      expect(await response.text()).not.toMatch(/ at |node_modules|Error/);
    }
    expect([...host.asked, ...host.published]).toEqual([]);
  });
});

it('a signed request of ordinary size is heard', async () => {
  const request = asCommand({ text: 'daily', responseUrl: `${host.url}/nowhere` });
  expect((await sendSigned(host.url, request)).status).toBe(200);
});
