/** Teams' half: the card the browser draws, and the digest as text until it does. */
import type { Digest, Section } from '../core/digest.ts';
import { html, type Markup } from './markup.ts';

/** `unavailable` says why a button that needs a real chat does nothing here. */
export function teamsCard(card: TeamsCard, unavailable: string): object {
  const body = card.body.map((element) => {
    const { type, actions = [] } = element as Partial<Buttons>;
    if (type !== 'ActionSet') return element;
    const pressable = actions.map((action) =>
      action.verb === 'show' || action.verb === 'tell'
        ? action
        : { ...action, isEnabled: false, tooltip: unavailable },
    );
    return { ...element, actions: pressable };
  });
  return { ...card, body };
}

export interface TeamsCard {
  readonly body: readonly object[];
}

interface Buttons {
  readonly type: string;
  readonly actions: readonly { readonly verb?: string }[];
}

export function teamsText(digest: Digest): Markup {
  return html`<div class="plain" lang="${digest.locale}">
<h3>${digest.title}</h3>
${digest.banner ? html`<p><strong>${digest.banner}</strong></p>` : undefined}
<p>${digest.summary}</p>
${digest.sections.map(sectionText)}
${digest.footer ? html`<p><small>${digest.footer}</small></p>` : undefined}
</div>`;
}

function sectionText(section: Section): Markup {
  switch (section.kind) {
    case 'figures':
      return html`<h4>${section.heading} · ${section.size}</h4>
<ul>${section.figures.map(
        (one) =>
          html`<li><strong>${one.label} ${one.rate}</strong> ${one.change} ${one.verdict.word}<br><small>${one.basis} ${one.interval}</small></li>`,
      )}</ul>`;
    case 'chart':
      return html`<p>${section.chart.alt}</p>`;
    case 'list':
      return html`<h4>${section.heading}</h4>
<ul>${section.items.map((item) => html`<li>${item}</li>`)}</ul>`;
    case 'table':
      return html`<h4>${section.heading}</h4>
<table><thead><tr>${section.columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${section.rows.map(
        (cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
      )}</tbody></table>`;
    case 'text':
      return html`<p>${section.text}</p>`;
  }
}
