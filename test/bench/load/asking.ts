/** Whoever asks, in a process of its own: signed commands at a steady rate whatever becomes of them, and charts by URL. */
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { asCommand, signedHeaders } from '../../doubles/slack-requests.ts';

export interface Asking {
  readonly bot: string;
  readonly channels: readonly string[];
  readonly charts: readonly string[];
  readonly seconds: number;
  readonly perSecond: number;
  readonly chartsPerSecond: number;
}

/** Milliseconds of each, in any order. */
export interface Asked {
  readonly acknowledged: readonly number[];
  readonly answered: readonly number[];
  readonly charts: readonly number[];
  /** What went otherwise, a line each. */
  readonly errors: readonly string[];
  /** How much later than at its time the latest command left. */
  readonly lateMs: number;
}

const USERS = 400;
/** What Slack allows. */
const PATIENCE_MS = 10_000;
const TEXTS = ['daily', 'weekly', 'trend', 'apps', 'daily Lotus Store', 'cohorts'];

const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const errors: string[] = [];
const acknowledged: number[] = [];
const answered: number[] = [];
const charts: number[] = [];
const begun = new Map<string, number>();
let isWhole = () => {};

const answers = createServer((incoming, response) => {
  const since = begun.get(incoming.url ?? '');
  if (since !== undefined) answered.push(performance.now() - since);
  begun.delete(incoming.url ?? '');
  void json(incoming).then(
    () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'),
    () => errors.push('an answer that is no JSON'),
  );
  if (begun.size === 0) isWhole();
});
await new Promise<void>((done) => answers.listen(0, '127.0.0.1', done));
const place = `http://127.0.0.1:${(answers.address() as AddressInfo).port}`;

process.on('message', (asking: Asking) => void ask(asking).then((asked) => process.send?.(asked)));
process.on('disconnect', () => process.exit());

async function ask(asking: Asking): Promise<Asked> {
  for (const list of [errors, acknowledged, answered, charts]) list.length = 0;
  const started = performance.now();
  const every = (perSecond: number, work: (nth: number) => void) =>
    steadily(started, asking.seconds * perSecond, perSecond, work);
  const [lateMs] = await Promise.all([
    every(asking.perSecond, (nth) => command(asking, nth)),
    every(asking.chartsPerSecond, (nth) => chart(asking, nth)),
  ]);
  const whole = new Promise<void>((done) => {
    isWhole = done;
    if (begun.size === 0) done();
  });
  await Promise.race([whole, wait(PATIENCE_MS)]);
  if (begun.size > 0) errors.push(`${begun.size} commands without an answer`);
  begun.clear();
  return { acknowledged, answered, charts, errors, lateMs };
}

/** Open loop: each leaves at its time, whatever became of those before. */
async function steadily(
  started: number,
  count: number,
  perSecond: number,
  work: (nth: number) => void,
): Promise<number> {
  let latest = 0;
  for (let nth = 0; nth < count; nth += 1) {
    const due = started + (nth * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await wait(early);
    latest = Math.max(latest, performance.now() - due);
    work(nth);
  }
  return latest;
}

function command({ bot, channels }: Asking, nth: number): void {
  const path = `/commands/${started(nth)}`;
  const channel = channels[nth % channels.length] ?? '';
  const said = { text: TEXTS[nth % TEXTS.length] ?? '', channel, responseUrl: place + path };
  const asked = asCommand({ ...said, user: `U${nth % USERS}` });
  begun.set(path, performance.now());
  send(`${bot}/slack/events`, acknowledged, { headers: signedHeaders(asked), body: asked.body });
}

let runs = 0;
function started(nth: number): string {
  if (nth === 0) runs += 1;
  return `${runs}-${nth}`;
}

function chart({ charts: urls }: Asking, nth: number): void {
  send(urls[nth % urls.length] ?? '', charts);
}

function send(
  url: string,
  took: number[],
  post?: { headers: Record<string, string>; body: string },
): void {
  const since = performance.now();
  const out = request(url, { agent, method: post ? 'POST' : 'GET', headers: post?.headers ?? {} });
  out.on('response', (response) => {
    response.resume();
    response.on('end', () => {
      took.push(performance.now() - since);
      if (response.statusCode !== 200)
        errors.push(`${new URL(url).pathname}: ${response.statusCode}`);
    });
  });
  out.on('error', (error) => errors.push(String(error)));
  out.end(post?.body);
}
