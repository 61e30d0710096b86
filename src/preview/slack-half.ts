/**
 * Slack's half: the blocks drawn by slack-blocks-to-jsx, whole in the HTML. Unlike Slack it reads
 * `*` and links in plain_text too; React takes the sting out of what comes of it.
 */
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { type Block, Message } from 'slack-blocks-to-jsx';
import { html } from './markup.ts';

/** `unavailable` says why a button that needs a real chat does nothing here. */
export function slackHalf(blocks: readonly unknown[], unavailable: string): string {
  const markup = renderToStaticMarkup(
    // Without its wrapper, whose header prints the time of the server's own clock and zone.
    createElement(Message, {
      blocks: blocks as Block[],
      logo: '',
      name: '',
      theme: 'light',
      withoutWrapper: true,
    }),
  );
  return withCommands(markup, blocks, unavailable);
}

/** The renderer draws buttons and forgets what they say; an action's id becomes the element's. */
function withCommands(markup: string, blocks: readonly unknown[], unavailable: string): string {
  return buttonsIn(blocks).reduce((drawn, { action_id, value }) => {
    const [does] = action_id.split(':');
    const said =
      does === 'show' || does === 'tell'
        ? html` data-command="${value}"`
        : html` disabled title="${unavailable}"`;
    // Texts are escaped, hence no tag.
    const tag = html`<button type="button" id="${action_id}"`.markup;
    return drawn.replace(tag, () => `${tag}${said.markup}`);
  }, markup);
}

interface Button {
  readonly action_id: string;
  readonly value: string;
}

function buttonsIn(blocks: readonly unknown[]): Button[] {
  return blocks.flatMap((block) => {
    const { type, elements } = block as { type: string; elements?: readonly Button[] };
    return type === 'actions' ? (elements ?? []) : [];
  });
}

/**
 * The renderer's stylesheet, made to follow the reader's colour scheme without a script: its dark
 * rules hang on data-theme="dark", and are said again for "auto" where dark is preferred.
 */
export function followScheme(css: string): string {
  const dark = css.replaceAll('[data-theme=dark]', '[data-theme=auto]');
  return `${css}\n@media (prefers-color-scheme: dark){${dark}}`;
}
