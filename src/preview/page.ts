/** The demo's page: a command box over the two halves. */
import { type Catalogue, type Locale, textFor } from '../core/text/index.ts';
import { exampleCommands, LONGEST_COMMAND, NEWEST_ALERT } from './command.ts';
import { html, jsonIn, type Markup, trusted } from './markup.ts';
import type { Shown } from './shown.ts';
import { teamsText } from './teams-half.ts';

export interface PageView {
  readonly locale: Locale;
  readonly apps: readonly string[];
  /** As typed; empty on the first view. */
  readonly command: string;
  readonly shown?: Shown;
  /** Why there is nothing to show. */
  readonly fault?: string;
}

export function pageOf(view: PageView): string {
  const text = textFor(view.locale);
  const { page } = text;
  return html`<!doctype html>
<html lang="${view.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title}</title>
<link rel="icon" type="image/svg+xml" href="/preview/logo.svg">
<link rel="stylesheet" href="/preview/slack.css">
<link rel="stylesheet" href="/preview/colours.css">
<link rel="stylesheet" href="/preview/page.css">
<link rel="stylesheet" href="/preview/chats.css">
<script defer src="/preview/adaptivecards.js"></script>
<script defer src="/preview/markdown-it.js"></script>
<script type="module" src="/preview/client.js"></script>
</head>
<body>
<header class="top">
<img src="/preview/logo.svg" alt="" width="44" height="44">
<div><h1>${page.heading}</h1><p>${page.tagline}</p></div>
</header>
<p class="simulated"><strong>${page.simulatedTag}</strong> <span>${page.simulated}</span></p>
<main>
${commandBox(view, text)}
<p id="fault" class="fault" role="alert"${view.fault ? undefined : trusted(' hidden')}>${view.fault}</p>
<p id="status" class="unseen" role="status"></p>
<div id="halves" class="halves"${view.shown ? undefined : trusted(' hidden')}>
${slackPanel(view.shown, text)}
${teamsPanel(view.shown, text)}
</div>
</main>
</body>
</html>
`.markup;
}

function commandBox({ command, apps }: PageView, { page }: Catalogue): Markup {
  return html`<form id="command-box" class="command-box" action="/" method="get" role="search"
 data-failed="${page.failed}" data-running="${page.running}">
<label for="command">${page.command}</label>
<div class="line">
<input id="command" name="command" value="${command}" placeholder="/retention weekly" maxlength="${String(LONGEST_COMMAND)}"
 autocomplete="off" autocapitalize="off" autocorrect="off" spellcheck="false" required>
<button type="submit">${page.run}</button>
</div>
<ul class="examples" aria-label="${page.examples}">
${exampleCommands(apps).map((example) =>
  chip(example, example),
)}${chip(NEWEST_ALERT, page.newestAlert)}</ul>
</form>`;
}

function chip(command: string, label: string): Markup {
  return html`<li><a href="/?command=${encodeURIComponent(command)}" data-command="${command}">${label}</a></li>
`;
}

function slackPanel(shown: Shown | undefined, text: Catalogue): Markup {
  const { page } = text;
  return html`<section class="panel slack" aria-labelledby="slack-heading">
<h2 id="slack-heading">${page.slack}</h2>
<div class="frame" data-theme="auto">
<p class="bar"><span aria-hidden="true">#</span> ${page.channel}</p>
<div class="message">
<img class="avatar" src="/preview/logo.svg" alt="" width="36" height="36">
<div class="body">
${sender(text)}
<div id="slack">${shown && trusted(shown.slackHtml)}</div>
</div>
</div>
</div>
</section>`;
}

function teamsPanel(shown: Shown | undefined, text: Catalogue): Markup {
  const { page } = text;
  return html`<section class="panel teams" aria-labelledby="teams-heading">
<h2 id="teams-heading">${page.teams}</h2>
<div class="frame">
<p class="bar"><span class="tile" aria-hidden="true">${page.team.slice(0, 1)}</span> ${page.team} <span class="tab">${page.posts}</span></p>
<div class="message">
<img class="avatar" src="/preview/logo.svg" alt="" width="32" height="32">
<div class="body">
${sender(text)}
<noscript><p class="no-script">${page.noScript}</p></noscript>
<div id="teams" class="card">${shown && teamsText(shown.digest)}</div>
</div>
</div>
</div>
<script type="application/json" id="card">${jsonIn(shown?.card ?? null)}</script>
</section>`;
}

function sender({ page }: Catalogue): Markup {
  return html`<p class="sender"><strong>${page.heading}</strong> <span class="badge">${page.badge}</span></p>`;
}
