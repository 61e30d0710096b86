/** What is told of alerts, and the findings by the numbers that people name them by. */
import type { AlertMessage } from '../core/alerts/message.ts';
import type { AlertRecord } from '../ports/stores.ts';
import type { Database } from './database.ts';

/** Findings get their numbers here: the message that tells them first prints them. */
export async function keepMessages(db: Database, messages: readonly AlertMessage[], now: Date) {
  for (const message of messages) {
    const { id, kind, under = '', items } = message;
    const created = { settled: 0, created_at: now.toISOString() };
    await db
      .insertInto('alert_messages')
      .values({ id, under, message: JSON.stringify(message), ...created })
      .onConflict((c) => c.doNothing())
      .execute();
    for (const app of new Set(items.map((item) => item.app)))
      await db
        .insertInto('alert_apps')
        .values({ app, message: id })
        .onConflict((c) => c.doNothing())
        .execute();
    for (const item of kind === 'drop' ? items : []) await keepFinding(db, id, item);
  }
}

async function keepFinding(
  db: Database,
  message: string,
  { app, change: { finding } }: AlertMessage['items'][number],
) {
  await db
    .insertInto('alert_findings')
    .values({
      finding: finding.id,
      app,
      segment: finding.segment,
      message,
      opened_at: finding.openedAt,
      ended_at: '',
      reason: '',
    })
    .onConflict((c) => c.doNothing())
    .execute();
}

/** A message that tells of their end ends them. */
export async function endFindings(db: Database, { kind, at, items }: AlertMessage) {
  if (kind !== 'recovered' && kind !== 'retracted') return;
  for (const { change } of items)
    await db
      .updateTable('alert_findings')
      .set({ ended_at: at, reason: change.reason })
      .where('finding', '=', change.finding.id)
      .execute();
}

export async function followedOf(db: Database, id: string): Promise<AlertMessage[]> {
  const rows = await db
    .selectFrom('alert_messages')
    .select('message')
    .where('under', '=', id)
    .orderBy('number')
    .execute();
  return rows.map(({ message }): AlertMessage => JSON.parse(message));
}

export async function numbersOf(db: Database, message: string) {
  const rows = await db
    .selectFrom('alert_findings')
    .select(['finding', 'number'])
    .where('message', '=', message)
    .execute();
  return new Map(rows.map(({ finding, number }) => [finding, number]));
}

export async function recordsOf(db: Database, app: string | undefined): Promise<AlertRecord[]> {
  const settled = db
    .selectFrom('alert_findings')
    .innerJoin('alert_messages', 'alert_messages.id', 'alert_findings.message')
    .selectAll('alert_findings')
    .where('alert_messages.settled', '=', 1);
  const rows = await (app === undefined ? settled : settled.where('app', '=', app))
    .orderBy('alert_findings.number', 'desc')
    .execute();
  return rows.map(({ opened_at, ended_at, reason, ...row }) => ({
    ...row,
    openedAt: new Date(opened_at),
    ended: reason === '' ? undefined : { at: new Date(ended_at), reason },
  }));
}
