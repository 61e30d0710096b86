/** In the browser: draws the Teams half, and runs commands without leaving the page. */
import { hostConfig } from './host-config.js';

const { AdaptiveCards, markdownit } = globalThis;
const part = (id) => document.getElementById(id);
const box = part('command-box');
const input = part('command');
const button = box.querySelector('button');
const runLabel = button.textContent;

// Teams reads this much Markdown in a card, and no more.
const markdown = markdownit('zero').enable(['newline', 'escape', 'emphasis', 'link', 'list']);
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};

function drawCard(payload) {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(hostConfig);
  card.onExecuteAction = (action) => {
    if (action instanceof AdaptiveCards.OpenUrlAction)
      globalThis.open(action.url, '_blank', 'noopener');
    if (action instanceof AdaptiveCards.ExecuteAction && ['show', 'tell'].includes(action.verb))
      press(action.data.command);
  };
  card.parse(payload);
  const drawn = card.render();
  if (drawn) part('teams').replaceChildren(drawn);
}

function tell(fault) {
  part('fault').textContent = fault;
  part('fault').hidden = fault === '';
}

let newest = 0;

/** Runs a command and shows its answer, unless another was asked meanwhile. */
async function run(command) {
  const asked = ++newest;
  setBusy(true);
  const answer = await ask(command);
  if (asked !== newest) return;
  setBusy(false);
  tell(answer.fault ?? '');
  if (answer.fault !== undefined) return;
  part('slack').innerHTML = answer.slackHtml;
  drawCard(answer.card);
  part('halves').hidden = false;
  part('status').textContent = answer.summary;
}

async function ask(command) {
  try {
    const response = await fetch('/preview/command', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ command }),
    });
    return await response.json();
  } catch {
    return { fault: box.dataset.failed };
  }
}

function setBusy(busy) {
  part('halves').setAttribute('aria-busy', String(busy));
  button.textContent = busy ? box.dataset.running : runLabel;
}

function visit(command) {
  history.pushState({ command }, '', `/?${new URLSearchParams({ command })}`);
  return run(command);
}

box.addEventListener('submit', (event) => {
  event.preventDefault();
  void visit(input.value);
});

for (const example of box.querySelectorAll('[data-command]')) {
  example.addEventListener('click', (event) => {
    // A new tab, a new window or a download is the reader's wish.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    input.value = example.dataset.command;
    void visit(example.dataset.command);
  });
}

// Both a message's buttons and what they say come with its answer.
part('slack').addEventListener('click', (event) => {
  const pressed = event.target.closest('button[data-command]');
  if (!pressed) return;
  press(pressed.dataset.command);
});

function press(command) {
  input.value = `/retention ${command}`;
  void visit(input.value);
}

addEventListener('popstate', () => location.reload());

const first = JSON.parse(part('card').textContent);
if (first) drawCard(first);
