import type { PgDatabase } from 'drizzle-orm/pg-core';
import type { PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import type { Tables } from './schema/tables.ts';

/**
 * What queries are asked of: the database or a transaction, on either engine. Typed as PostgreSQL's, whose builders are
 * the common ground: await them (no `.get()`, `.all()`, `ilike`), and use `returning()` to learn what changed.
 */
export type Handle = PgDatabase<PostgresJsQueryResultHKT, Record<string, never>>;

export interface Database {
  readonly engine: 'sqlite' | 'postgres';
  readonly tables: Tables;
  /** For reading outside a transaction. On SQLite a connection of its own that cannot write. */
  readonly read: Handle;
  /**
   * Runs the work in one transaction and answers once it is on disk. The work may run more than once (PostgreSQL gives
   * up one side of a deadlock), so it must have no effect but in the database, and must wait for nothing slow.
   * An exception undoes all of it. A `write` inside a `write` would wait for itself.
   */
  write<Result>(work: (tx: Handle) => Promise<Result>): Promise<Result>;
  /** Brings the tables to this program's version. Safe when several processes start at once. */
  migrate(): Promise<void>;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
