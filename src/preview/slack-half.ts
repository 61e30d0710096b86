/**
 * Slack's half: the blocks drawn by slack-blocks-to-jsx, whole in the HTML. Unlike Slack it reads
 * `*` and links in plain_text too; React takes the sting out of what comes of it.
 */
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { type Block, Message } from 'slack-blocks-to-jsx';

export function slackHalf(blocks: readonly unknown[]): string {
  return renderToStaticMarkup(
    // Without its wrapper, whose header prints the time of the server's own clock and zone.
    createElement(Message, {
      blocks: blocks as Block[],
      logo: '',
      name: '',
      theme: 'light',
      withoutWrapper: true,
    }),
  );
}

/**
 * The renderer's stylesheet, made to follow the reader's colour scheme without a script: its dark
 * rules hang on data-theme="dark", and are said again for "auto" where dark is preferred.
 */
export function followScheme(css: string): string {
  const dark = css.replaceAll('[data-theme=dark]', '[data-theme=auto]');
  return `${css}\n@media (prefers-color-scheme: dark){${dark}}`;
}
