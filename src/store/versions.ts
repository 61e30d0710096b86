/**
 * Versions that differ for different histories, not for different counts alone: a database that has lost its last
 * commits (a standby that took over) must not give a number again that a living process knows for something else.
 */
import { createHash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';

/** Versions lie between zero, which says that there is none, and this. */
const MODULUS = 2_147_483_647;
const FACTOR = 31;

/** A fingerprint of what changes. */
function fingerprint(change: string): number {
  return createHash('sha256').update(change).digest().readUInt32BE() % MODULUS;
}

/** The version after `version`, as the database itself makes it from the one that it holds. */
export function versionAfter(column: RawBuilder<number>, change: string): RawBuilder<number> {
  const next = sql`(cast(${column} as bigint) * ${sql.lit(FACTOR)} + ${fingerprint(change)}) % ${sql.lit(MODULUS - 1)} + 1`;
  return sql<number>`cast(${next} as integer)`;
}

export function firstVersion(change: string): number {
  return (fingerprint(change) % (MODULUS - 1)) + 1;
}
