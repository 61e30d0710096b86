import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { canvasRenderer } from '../../src/chart/canvas-renderer.ts';
import { openDrawingThread } from '../../src/chart/drawing-thread.ts';
import type { Digest } from '../../src/core/digest.ts';
import { textFor } from '../../src/core/text/index.ts';
import type { ChartRenderer } from '../../src/ports/chart-renderer.ts';
import type { PreviewOptions } from '../../src/preview/index.ts';
import { openChromium } from '../doubles/chromium.ts';
import {
  ACTIONS,
  cohortsDigest,
  dailyDigest,
  helpDigest,
  weeklyDigest,
} from '../doubles/digests.ts';
import { type OpenPreview, openPreview, sampleAnswer } from '../doubles/preview.ts';

const { page: words } = textFor('en');
const WEEKLY = 'Corner Shop · Weekly retention · Nov 16 – 22, 2026 (W47)';

let browser: Browser;
let charts: ChartRenderer;
const toClose: (() => Promise<void>)[] = [];

beforeAll(async () => {
  browser = await openChromium();
  charts = canvasRenderer(openDrawingThread());
});
afterAll(async () => {
  await browser?.close();
  await charts?.close();
});
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

interface Visit {
  readonly page: Page;
  readonly preview: OpenPreview;
  /** Console errors, thrown errors, breaches of the policy, and requests that left the origin. */
  readonly faults: readonly string[];
}

async function visit(
  options: {
    path?: string;
    preview?: Partial<PreviewOptions>;
    context?: BrowserContextOptions;
  } = {},
): Promise<Visit> {
  const preview = await openPreview({
    picture: (chart, picture) => charts.render(chart, picture, AbortSignal.timeout(30_000)),
    ...options.preview,
  });
  toClose.push(preview.close);
  const context = await browser.newContext({
    viewport: { width: 1440, height: 1600 },
    ...options.context,
  });
  toClose.push(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const faults: string[] = [];
  page.on('console', (line) => {
    if (line.type() === 'error' || line.type() === 'warning') faults.push(line.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('requestfailed', (request) => faults.push(`failed: ${request.url()}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${preview.url}/`) && !url.startsWith('data:')) faults.push(`left: ${url}`);
  });
  await page.goto(`${preview.url}${options.path ?? '/'}`);
  return { page, preview, faults };
}

const slack = (page: Page) => page.locator('#slack');
const teams = (page: Page) => page.locator('#teams .ac-adaptiveCard');

async function runByEnter(page: Page, command: string) {
  const box = page.getByLabel(words.command);
  await box.fill(command);
  await box.press('Enter');
}

/** Waits, then asserts: Playwright's own matchers are not installed. */
const seen = (page: Page, half: 'slack' | 'teams', text: string) =>
  (half === 'slack' ? slack(page) : teams(page)).getByText(text).first().waitFor();

function figuresOf(digest: Digest): string[] {
  return digest.sections.flatMap((section) =>
    section.kind === 'figures' ? section.figures.map(({ rate }) => rate) : [],
  );
}

describe('the page', () => {
  test('draws yesterday in both halves, side by side, with their pictures', async () => {
    const { page, faults } = await visit();
    const digest = dailyDigest();
    await teams(page).waitFor();
    for (const half of [slack(page), teams(page)]) {
      const text = await half.innerText();
      for (const part of [digest.title, digest.banner, ...figuresOf(digest)])
        expect(text).toContain(part);
      const picture = half.getByRole('img', { name: 'Line chart. Corner Shop' });
      await picture.waitFor();
      expect(
        await picture.evaluate((img: { naturalWidth: number }) => img.naturalWidth),
      ).toBeGreaterThan(700);
    }
    const [left, right] = [await slack(page).boundingBox(), await teams(page).boundingBox()];
    expect(left && right && left.x + left.width <= right.x).toBe(true);
    expect(faults).toEqual([]);
  });

  test('reads the Markdown of a card as Teams does', async () => {
    const { page, faults } = await visit({ path: '/?command=help' });
    await seen(page, 'teams', helpDigest().title);
    const text = await teams(page).innerText();
    expect(text).toContain('retention compare <app> <app>');
    expect(text).not.toMatch(/\*\*|`/);
    expect(faults).toEqual([]);
  });

  test('shows an app named like markup by its name', async () => {
    const name = '<img src=x onerror=alert(1)> **Shop** [x](javascript:alert(2)) &amp; `店`';
    const { page, faults } = await visit({
      preview: { answer: async () => dailyDigest({ appName: name }), apps: ['a', name] },
    });
    await teams(page).waitFor();
    for (const half of [slack(page), teams(page)]) {
      expect(await half.innerText()).toContain('<img src=x onerror=alert(1)>');
      expect(await half.locator('img[src=x]').count()).toBe(0);
      expect(await half.locator('a[href*=alert]').count()).toBe(0);
    }
    expect(faults).toEqual([]);
  });

  test.each([360, 400, 768, 1024])('does not scroll sideways at %d pixels', async (width) => {
    const { page, faults } = await visit({ context: { viewport: { width, height: 900 } } });
    await teams(page).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(faults).toEqual([]);
  });

  test('is dark where the reader prefers it, in both halves', async () => {
    const lightness = async (colorScheme: 'light' | 'dark') => {
      const { page } = await visit({ context: { colorScheme } });
      await teams(page).waitFor();
      return Promise.all(
        ['body', '#slack_blocks_to_jsx h3', '#teams .ac-adaptiveCard'].map((selector) =>
          page.locator(selector).first().evaluate(inkAndPaper),
        ),
      );
    };
    for (const { ink, paper } of await lightness('light')) expect(paper - ink).toBeGreaterThan(120);
    for (const { ink, paper } of await lightness('dark')) expect(ink - paper).toBeGreaterThan(120);
  });
});

describe('a command', () => {
  test('typed into the box is answered in both halves without a new page', async () => {
    const { page, preview, faults } = await visit();
    await page.evaluate('globalThis.samePage = true');
    await runByEnter(page, '/retention weekly');
    await seen(page, 'slack', WEEKLY);
    await seen(page, 'teams', WEEKLY);
    const weekly = weeklyDigest({ locale: 'en', appName: 'Corner Shop' });
    for (const half of [slack(page), teams(page)])
      for (const rate of figuresOf(weekly)) expect(await half.innerText()).toContain(rate);
    expect(preview.asked).toEqual(['daily', '/retention weekly']);
    expect(await page.getByRole('status').textContent()).toBe(weekly.summary);
    expect(new URL(page.url()).search).toBe('?command=%2Fretention+weekly');
    expect(await page.evaluate('globalThis.samePage')).toBe(true);
    expect(faults).toEqual([]);
  });

  test('can be picked and run by keyboard alone', async () => {
    const { page, faults } = await visit();
    await teams(page).waitFor();
    const focused = () => page.evaluate('document.activeElement.textContent.trim()');
    await page.keyboard.press('Tab');
    await page.keyboard.type('weekly');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe(words.run);
    await page.keyboard.press('Enter');
    await seen(page, 'teams', WEEKLY);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('/retention daily');
    await page.keyboard.press('Enter');
    await seen(page, 'teams', dailyDigest().title);
    expect(await page.getByLabel(words.command).inputValue()).toBe('/retention daily');
    expect(faults).toEqual([]);
  });

  test('is gone back from with the browser’s own button', async () => {
    const { page, faults } = await visit();
    await runByEnter(page, '/retention weekly');
    await seen(page, 'teams', WEEKLY);
    await page.goBack();
    await seen(page, 'teams', dailyDigest().title);
    expect(faults).toEqual([]);
  });

  test('shows its answer even when an earlier one comes later', async () => {
    const slow = Promise.withResolvers<Digest>();
    const { page, faults } = await visit({
      preview: {
        answer: async (command) =>
          command === 'slow' ? slow.promise : sampleAnswer(command, 'en'),
      },
    });
    const late = page.waitForResponse(
      (response) => response.request().postData() === '{"command":"slow"}',
    );
    await runByEnter(page, 'slow');
    await runByEnter(page, '/retention weekly');
    await seen(page, 'teams', WEEKLY);
    slow.resolve(helpDigest());
    await (await late).finished();
    await page.evaluate('new Promise((resolve) => setTimeout(resolve))');
    expect(await slack(page).innerText()).toContain(WEEKLY);
    expect(faults).toEqual([]);
  });

  test('that fails is explained, and the next one works', async () => {
    const { page } = await visit({
      preview: {
        answer: async (command) => {
          if (command === 'broken') throw new Error('inner detail');
          return sampleAnswer(command, 'en');
        },
      },
    });
    await runByEnter(page, 'broken');
    await page.getByRole('alert').getByText(textFor('en').errors.internal({}).message).waitFor();
    await runByEnter(page, 'weekly');
    await seen(page, 'teams', WEEKLY);
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('after the demo has ended says so', async () => {
    const { page, preview } = await visit();
    await teams(page).waitFor();
    await preview.close();
    await runByEnter(page, 'weekly');
    await page.getByRole('alert').getByText(words.failed).waitFor();
    expect(await page.getByRole('button', { name: words.run, exact: true }).count()).toBe(1);
  });
});

describe('a button', () => {
  const withButtons = {
    answer: async (command: string) => ({ ...sampleAnswer(command, 'en'), actions: ACTIONS }),
  };

  test('says its command, without a new page', async () => {
    const { page, preview, faults } = await visit({ preview: withButtons });
    await teams(page).waitFor();
    await slack(page).getByRole('button', { name: 'Weekly' }).click();
    await seen(page, 'slack', WEEKLY);
    await seen(page, 'teams', WEEKLY);
    expect(preview.asked).toEqual(['daily', '/retention weekly wx1234567890abcdef']);
    expect(await page.getByLabel(words.command).inputValue()).toBe(preview.asked[1]);
    expect(faults).toEqual([]);
  });

  test('of a card does the same', async () => {
    const { page, preview, faults } = await visit({ preview: withButtons });
    const weekly = teams(page).getByRole('button', { name: 'Weekly' });
    await weekly.click();
    await seen(page, 'slack', WEEKLY);
    await seen(page, 'teams', WEEKLY);
    expect(preview.asked).toEqual(['daily', '/retention weekly wx1234567890abcdef']);
    const share = teams(page).getByRole('button', { name: 'Share to channel' });
    expect(await share.getAttribute('title')).toBe(words.unavailable);
    expect(await share.getAttribute('aria-disabled')).toBe('true');
    expect(faults).toEqual([]);
  });

  test.each(['slack', 'teams'] as const)('of an alert tells in the %s half', async (half) => {
    const mute = { label: 'Mute 7 days', does: 'tell', command: 'mute 3 7d', isCurrent: false };
    const answer = async () => ({ ...dailyDigest(), actions: [[mute]] }) as Digest;
    const { page, preview, faults } = await visit({ preview: { answer } });
    await teams(page).waitFor();
    const button = (half === 'slack' ? slack(page) : teams(page)).getByRole('button');
    await button.filter({ hasText: 'Mute 7 days' }).click();
    await page.waitForURL(/mute\+3\+7d/);
    await expect.poll(() => preview.asked).toEqual(['daily', '/retention mute 3 7d']);
    expect(faults).toEqual([]);
  });

  test('of a card is wholly on the screen of a phone', async () => {
    const context = { viewport: { width: 360, height: 900 } };
    const { page } = await visit({ preview: withButtons, context });
    await teams(page).waitFor();
    const card = await teams(page).boundingBox();
    for (const button of await teams(page).getByRole('button').all()) {
      const box = await button.boundingBox();
      expect(box && card && box.x + box.width <= card.x + card.width).toBe(true);
    }
  });

  test('of an answer that came later works as well, and one of a real chat doesn’t', async () => {
    const { page, preview, faults } = await visit({ preview: withButtons });
    await runByEnter(page, '/retention weekly');
    await seen(page, 'teams', WEEKLY);
    const share = slack(page).getByRole('button', { name: 'Share to channel' });
    expect(await share.isDisabled()).toBe(true);
    await slack(page).getByRole('button', { name: 'Daily' }).press('Enter');
    await seen(page, 'teams', dailyDigest().title);
    expect(preview.asked).toEqual([
      ...['daily', '/retention weekly', '/retention daily wx1234567890abcdef'],
    ]);
    expect(faults).toEqual([]);
  });
});

describe('a table', () => {
  test.each([360, 1440])('does not scroll the page sideways at %d pixels', async (width) => {
    const { page, faults } = await visit({
      preview: { answer: async () => cohortsDigest() },
      context: { viewport: { width, height: 900 } },
    });
    await seen(page, 'slack', '31.0%');
    await seen(page, 'teams', 'Users 5,200');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(faults).toEqual([]);
  });
});

describe('without scripts', () => {
  const context = { javaScriptEnabled: false };

  test('both halves have the figures, and the Slack half its picture', async () => {
    const { page, faults } = await visit({ context });
    const digest = dailyDigest();
    for (const half of ['#slack', '#teams'])
      for (const part of [digest.title, digest.summary, ...figuresOf(digest)])
        expect(await page.locator(half).innerText()).toContain(part);
    await slack(page).getByRole('img', { name: 'Line chart. Corner Shop' }).waitFor();
    expect(faults).toEqual([]);
  });

  test('the box runs a command', async () => {
    const { page, preview, faults } = await visit({ context });
    await runByEnter(page, '/retention weekly');
    await seen(page, 'slack', WEEKLY);
    expect(preview.asked).toEqual(['daily', '/retention weekly']);
    expect(faults).toEqual([]);
  });
});

/** Runs in the page: the lightness (0 to 255) of an element's text and of what lies behind it. */
function inkAndPaper(element: unknown): { ink: number; paper: number } {
  interface Node {
    parentElement: Node | null;
  }
  const styleOf = (
    globalThis as unknown as { getComputedStyle(node: Node): Record<string, string> }
  ).getComputedStyle;
  const channels = (colour = '') => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const light = (colour: string | undefined) => {
    const [red = 0, green = 0, blue = 0] = channels(colour);
    return (red + green + blue) / 3;
  };
  let node: Node | null = element as Node;
  while (node?.parentElement && channels(styleOf(node)['backgroundColor'])[3] === 0)
    node = node.parentElement;
  return {
    ink: light(styleOf(element as Node)['color']),
    paper: light(node ? styleOf(node)['backgroundColor'] : undefined),
  };
}
