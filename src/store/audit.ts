/** Who changed what from which chat. */
import type { AuditLog } from '../ports/stores.ts';
import type { Database } from './database.ts';

export function auditLog(db: Database): AuditLog {
  return {
    async record({ at, ...entry }) {
      await db
        .insertInto('audit')
        .values({ at: at.toISOString(), ...entry })
        .execute();
    },
    async list(most) {
      const rows = await db
        .selectFrom('audit')
        .selectAll()
        .orderBy('id', 'desc')
        .limit(most)
        .execute();
      return rows.map(({ id: _, at, ...entry }) => ({ at: new Date(at), ...entry }));
    },
  };
}
