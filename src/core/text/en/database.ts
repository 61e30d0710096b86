/** English: why a PostgreSQL database can't be used. `place` is its host and name. */
import { wording } from './wording.ts';

interface Where {
  readonly place: string;
  readonly detail: string;
}

export const database = {
  password: (p: Where) =>
    wording(
      `PostgreSQL refuses the user or the password for ${p.place} (${p.detail}).`,
      'Correct them in DATABASE_URL; in a password, write special characters as in %40 for @.',
    ),
  host: (p: Where) =>
    wording(
      `No PostgreSQL answers for ${p.place} (${p.detail}).`,
      'Check host and port in DATABASE_URL, that the server runs, and that this machine may reach it.',
    ),
  missing: (p: Where) =>
    wording(
      `There is no database ${p.place} (${p.detail}).`,
      'Create it, such as with createdb, or correct its name in DATABASE_URL.',
    ),
  rights: (p: Where) =>
    wording(
      `The user of DATABASE_URL lacks rights in ${p.place} (${p.detail}).`,
      'Make that user the owner of the database, or of the schema its tables are in.',
    ),
  old: (p: Where) =>
    wording(
      `The PostgreSQL of ${p.place} is too old (${p.detail}).`,
      'Use version 13 or newer; moving the data there is up to pg_dump and pg_restore.',
    ),
  encoding: (p: Where) =>
    wording(
      `The database ${p.place} cannot hold Chinese: its encoding is ${p.detail}.`,
      "Create one with ENCODING 'UTF8' TEMPLATE template0, and name that in DATABASE_URL.",
    ),
  url: (_: Where) =>
    wording(
      'DATABASE_URL is not an address of PostgreSQL.',
      'Write postgres://user:password@host:5432/database; in a password, write special characters as in %40 for @.',
    ),
  server: (p: Where) =>
    wording(
      `PostgreSQL could not do its work in ${p.place} (${p.detail}).`,
      'Check the server and its log.',
    ),
};
