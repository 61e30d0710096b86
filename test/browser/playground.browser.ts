/** What a person sees in Microsoft's Agents Playground: the real bot's cards, drawn by Microsoft's own page. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { env } from 'node:process';
import botbuilder from 'botbuilder';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTeams } from '../../adapters/teams/open.ts';
import { canvasRenderer } from '../../src/chart/canvas-renderer.ts';
import { openDrawingThread } from '../../src/chart/drawing-thread.ts';
import { plainDigest } from '../../src/core/digest.ts';
import { textFor } from '../../src/core/text/index.ts';
import type { OpenAdapter } from '../../src/ports/adapter.ts';
import type { ChartRenderer } from '../../src/ports/chart-renderer.ts';
import { openChromium } from '../doubles/chromium.ts';
import { ACTIONS, dailyDigest, helpDigest, weeklyDigest } from '../doubles/digests.ts';
import { freePort } from '../doubles/free-port.ts';
import { openTestHost, type TestHost } from '../doubles/host.ts';
import { openPlayground, type Playground } from '../doubles/playground.ts';
import { SETTINGS } from '../doubles/teams-connector.ts';

const { commands, forms } = textFor('en');
const NAME = '<img src=x> <b>Shop</b> &lt;3 *x* [y](https://example.com) <https://example.com>';
/** Where to keep pictures of the cards, for whoever wants to look at them. */
// biome-ignore lint/style/noProcessEnv: asked for by hand, of this suite alone
const SHOTS = env['SCREENSHOTS'];

let browser: Browser;
let charts: ChartRenderer;
let host: TestHost;
let adapter: OpenAdapter;
let playground: Playground;
let page: Page;

beforeAll(async () => {
  browser = await openChromium();
  charts = canvasRenderer(openDrawingThread());
  host = await openTestHost({ charts, answer: async ({ text }) => answered(text) });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const auth = new botbuilder.ConfigurationBotFrameworkAuthentication({ MicrosoftAppId: '' });
  const origins = [url, `http://localhost:${port}`];
  const settings = { ...SETTINGS, TEAMS_ALLOWED_TENANTS: '00000000-0000-0000-0000-0000000000001' };
  adapter = await openTeams(settings, [], host.host, auth, { origins });
  playground = await openPlayground(`${host.url}/api/messages`, port);
  const context = await browser.newContext({ viewport: { width: 1280, height: 2400 } });
  // Its page asks for fonts elsewhere: nothing leaves this machine.
  await context.route(
    ({ hostname }) => !['127.0.0.1', 'localhost'].includes(hostname),
    (route) => route.abort(),
  );
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(url);
});
afterAll(async () => {
  await browser?.close();
  await playground?.close();
  await adapter?.close();
  await host?.close();
  await charts?.close();
});

function answered(text: string) {
  if (text === 'apps') return plainDigest({ locale: 'en', title: NAME, summary: NAME });
  if (text.startsWith('weekly')) return { ...weeklyDigest({ locale: 'en' }), actions: ACTIONS };
  if (text.startsWith('help')) return helpDigest();
  return { ...dailyDigest(), actions: ACTIONS };
}

/** In the chat that is open; resolves with the newest card of this title. */
async function answerTo(text: string, title: string): Promise<Locator> {
  const box = page.getByRole('textbox').last();
  await box.fill(text);
  await box.press('Enter');
  return card(title);
}

async function card(title: string): Promise<Locator> {
  const found = page.locator('.ac-adaptiveCard').filter({ hasText: title }).last();
  await found.waitFor();
  return found;
}

async function keep(name: string, shown: Locator): Promise<void> {
  if (!SHOTS) return;
  await mkdir(SHOTS, { recursive: true });
  await shown.screenshot({ path: join(SHOTS, `${name}.png`) });
}

describe('in the Agents Playground’s own page', () => {
  test('whoever opens the chat is greeted, with a button', async () => {
    const greeting = await card(commands.greetTitle);
    await greeting.getByRole('button', { name: 'Subscribe this chat' }).waitFor();
    await keep('greeting', greeting);
  });

  test('help has every word a reader may type', async () => {
    const help = await answerTo('help', commands.helpTitle);
    await keep('help', help);
    const text = await help.innerText();
    expect(text).toContain('retention compare <app> <app>');
    expect(text).toContain('retention subscribe weekly <app> at 09:30');
    expect(text).not.toMatch(/\*\*|`|\\/);
  });

  test('a digest has its figures and its picture', async () => {
    const digest = dailyDigest();
    const daily = await answerTo('daily', digest.title);
    const picture = daily.getByRole('img', { name: 'Line chart. Corner Shop' });
    await picture.waitFor();
    expect(await picture.evaluate((img: { naturalWidth: number }) => img.naturalWidth)).toBe(800);
    const text = await daily.innerText();
    for (const part of [digest.title, digest.banner, '27.9%', '▼ down', '−3.2 pp (−10.2%)'])
      expect(text).toContain(part);
    expect(text).not.toMatch(/\*\*|\\|\{\{/);
    await keep('digest', daily);
  });

  test('a button puts its answer in the card’s place', async () => {
    const weekly = weeklyDigest({ locale: 'en' }).title;
    const daily = await card(dailyDigest().title);
    await daily.getByRole('button', { name: 'Weekly' }).click();
    await keep('weekly', await card(weekly));
    expect(host.asked.at(-1)?.text).toBe('weekly wx1234567890abcdef');
    await daily.waitFor({ state: 'detached' });
  });

  test('the form subscribes', async () => {
    const weekly = await card(weeklyDigest({ locale: 'en' }).title);
    await weekly.getByRole('button', { name: 'Subscribe' }).last().click();
    const form = await card(forms.title);
    await keep('form', form);
    await form.getByLabel('Monthly').click();
    await form.getByRole('button', { name: forms.submit }).click();
    await card(dailyDigest().title);
    expect(host.asked.at(-1)?.text).toBe('subscribe monthly at 09:30 in Asia/Shanghai');
  });

  test('an app named like markup keeps its name', async () => {
    const named = await answerTo('apps', NAME);
    await keep('name', named);
    expect(await named.locator('img, a, strong').count()).toBe(0);
  });
});
