/** The demo as `npm run demo` opens it: its campaign is told of as an alert. */
import { expect, it, vi } from 'vitest';
import { openDemo } from '../../src/main-demo.ts';

it('posts an alert of the sample app’s campaign, whose buttons work', async () => {
  const quiet = { write: () => true } as unknown as NodeJS.WriteStream;
  const terminal = { now: () => new Date(), stdout: quiet, stderr: quiet };
  const demo = await openDemo({ PORT: '', LOG_LEVEL: 'silent' }, terminal);
  const ask = async (command: string) => {
    const response = await fetch(`${demo.url}preview/command`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ command }),
    });
    return (await response.json()) as { slackHtml: string; summary: string };
  };
  try {
    const alert = await vi.waitFor(
      async () => {
        const shown = await ask('newest alert');
        expect(shown.slackHtml).toContain('data-command="mute 1 7d"');
        return shown;
      },
      { timeout: 50_000, interval: 500 },
    );
    expect(alert.summary).toMatch(/new users of 晨读时光/);
    expect((await ask('/retention alerts')).slackHtml).toContain('New users of 晨读时光');
    expect((await ask('mute 1 7d')).summary).toMatch(/^Nothing more is said here about alert #1/);
  } finally {
    await demo.stop();
  }
}, 70_000);
