/** English: a database that was restored from an older copy. */
export const restored = {
  title: 'The database was restored from an older copy',
  summary: (p: { from: string; until: string }) =>
    `It knows nothing of the time from ${p.from} to ${p.until}. Subscriptions, mutes and votes of that time are lost: make them again. Nothing is posted of that time where the chat’s history shows it already; where that cannot be read, nothing is posted at all.`,
  heldHeading: 'Held back, as it may stand there already',
  held: (p: { channel: string; what: string }) => `${p.channel}: ${p.what}`,
  digests: (p: { count: string }) => (p.count === '1' ? '1 digest' : `${p.count} digests`),
  alerts: (p: { count: string }) => (p.count === '1' ? '1 alert' : `${p.count} alerts`),
  others: (p: { count: string }) => (p.count === '1' ? '1 other message' : `${p.count} others`),
  hint: 'Look into these channels. `retention-bot send daily --channel <name>` posts a digest that is missing; `/retention alerts` lists the alerts.',
  noted: (p: { from: string; until: string }) =>
    `Noted: the database knows nothing of the time from ${p.from} to ${p.until}. What may stand in a channel already is looked for there, or not posted; the operators are told by the running bot, or by its next start.`,
};
