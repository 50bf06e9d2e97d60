import type { PgDatabase } from 'drizzle-orm/pg-core';
import type { PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import type { Tables } from './schema/tables.ts';
import type { WordTables } from './words.ts';

/**
 * What queries run on: the database or a transaction, of either engine. Typed as PostgreSQL's; use only what both engines
 * have: await the builders (no `.get()`, `.all()`, `ilike`), and use `returning()` to learn what changed.
 */
export type Handle = PgDatabase<PostgresJsQueryResultHKT, Record<string, never>>;

/** What is done once, at the end of a transaction, with what was noted in its course. */
export interface LastStep<Notes> {
  /** The notes of a transaction, before anything is noted. */
  begin(): Notes;
  finish(tx: Handle, notes: Notes): Promise<void>;
}

/** Is told of what a database does. */
export interface DatabaseObserver {
  /** Of each commit of SQLite: how many pieces of work shared it. */
  committed(pieces: number): void;
  /** Of each failure that no caller has caused: see `isFault`. */
  failed(): void;
}

export type Age = 'none' | 'older' | 'same' | 'newer';

/** What may be kept until it changes: what is shown of artists, albums and tracks; accounts with their sessions. */
export type Counted = 'catalogue' | 'callers';

export interface Database {
  readonly engine: 'sqlite' | 'postgres';
  readonly tables: Tables;
  readonly wordTables: WordTables;
  /** For reading outside a transaction. On SQLite a separate, read-only connection. */
  readonly read: Handle;
  /**
   * Runs work that only reads, and sees by all its queries what was committed when the first of them ran. Others read and
   * write meanwhile.
   * @throws what the work throws; the engine's error
   */
  readAsOne<Result>(work: (on: Handle) => Promise<Result>): Promise<Result>;
  /**
   * Runs the work in one transaction and resolves once it is on disk. The work may run more than once (PostgreSQL aborts
   * one side of a deadlock), so it must change nothing but the database, and must not await anything slow.
   * An exception rolls all of it back. A `write` inside a `write` would wait for itself for ever.
   * @throws what the work throws; the engine's error
   */
  write<Result>(work: (tx: Handle) => Promise<Result>): Promise<Result>;
  /**
   * What a transaction of `write` has noted so far for a step that runs once, when its work is done, before it is
   * committed: for what is to be locked last, or worked out once for many changes.
   * @throws Error outside such a transaction
   */
  atEnd<Notes>(tx: Handle, step: LastStep<Notes>): Notes;
  /**
   * Moves with each commit that changes something of it, before any later read. `undefined` where that is not known: on
   * PostgreSQL, where other processes write too.
   */
  version(of: Counted): number | undefined;
  /** From now on tells the observer what it does. */
  watch(observer: DatabaseObserver): void;
  /** Tells the observer of a failure, unless it was told of the same before, or a caller has caused it. */
  noteFailure(error: unknown): void;
  /** How the tables stand to this program's version: `none` where there are no tables yet. */
  age(): Promise<Age>;
  /**
   * Migrates the tables to this program's version. Safe when several processes start at once.
   * @param then what is done with them before anybody else may start; on PostgreSQL in the same transaction
   * @throws when a newer version has made them
   */
  migrate(then?: (tx: Handle) => Promise<void>): Promise<void>;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
