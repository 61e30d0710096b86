/** The demo's page: one digest through each adapter's own render, side by side, with a box to ask for more. */
import express, { type ErrorRequestHandler } from 'express';
import { explain } from '../core/errors.ts';
import { textFor } from '../core/text/index.ts';
import type { AdapterHost } from '../ports/adapter.ts';
import { readAsset } from './assets.ts';
import { LONGEST_COMMAND, readCommand } from './command.ts';
import { pageOf } from './page.ts';
import { type PreviewOptions, type Shown, show } from './shown.ts';

export { PREVIEW, type PreviewChat, previewChat } from './chat.ts';
export type { PreviewOptions } from './shown.ts';

/** Serves `/` and `/preview/…`; every other path is the next handler's. */
export function mountPreview(mount: AdapterHost['mount'], options: PreviewOptions): void {
  const web = express().disable('x-powered-by').disable('etag');
  web.get('/', async (request, response) => {
    const outcome = await outcomeOf(options, request.query['command']);
    response.status(outcome.status).set(HEADERS).send(pageWith(options, outcome));
  });
  web.post('/preview/command', express.json({ limit: '8kb' }), async (request, response) => {
    const asked: unknown = request.body?.command;
    const { status, shown, fault } = await outcomeOf(options, asked ?? null);
    response.status(status).set(HEADERS);
    if (!shown) return void response.json({ fault });
    const { digest, slackHtml, card } = shown;
    response.json({ slackHtml, card, summary: digest.summary });
  });
  web.get('/preview/:file', async (request, response, next) => {
    const asset = await readAsset(request.params.file);
    if (!asset) return next();
    response
      .set({ ...HEADERS, 'Cache-Control': 'no-cache' })
      .type(asset.type)
      .send(asset.body);
  });
  web.use('/preview', unreadable(options));
  mount((request, response, next) => web(request as never, response as never, next));
}

const HEADERS = {
  // Styles in attributes are Slack's renderer's; scripts come from files of this server alone.
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

interface Outcome {
  readonly status: number;
  readonly command: string;
  readonly shown?: Shown;
  readonly fault?: string;
}

async function outcomeOf(options: PreviewOptions, value: unknown): Promise<Outcome> {
  const text = textFor(options.locale);
  const typed = value === undefined ? { command: '' } : readCommand(value);
  if ('fault' in typed) {
    const fault = {
      unreadable: text.page.unreadable,
      tooLong: text.page.tooLong({ limit: String(LONGEST_COMMAND) }),
    }[typed.fault];
    return { status: 400, command: '', fault };
  }
  try {
    const shown = await show(options, typed.command || 'daily');
    return { status: 200, command: typed.command, shown };
  } catch (error) {
    options.log.error({ err: error }, 'the preview could not answer a command');
    return { status: 500, command: typed.command, fault: explain(error, text) };
  }
}

function pageWith({ locale, apps }: PreviewOptions, { command, shown, fault }: Outcome): string {
  return pageOf({ locale, apps, command, ...(shown && { shown }), ...(fault && { fault }) });
}

/** A body that isn't JSON, or is too large. */
function unreadable({ locale, log }: PreviewOptions): ErrorRequestHandler {
  return (fault, _request, response, _next) => {
    log.debug({ err: fault }, 'the preview could not read a request');
    response
      .status(fault?.status === 413 ? 413 : 400)
      .set(HEADERS)
      .json({ fault: textFor(locale).page.unreadable });
  };
}
