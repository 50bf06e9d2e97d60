import type { Placeholder, SQL } from 'drizzle-orm';
import type { MigrationMeta } from 'drizzle-orm/migrator';
import type { Sql } from 'postgres';
import type { Handle } from './database.ts';

/**
 * The one place that reaches past the public types of drizzle. Its version is pinned in package.json: check each function
 * here when it changes (`test/db` fails when one of them no longer fits).
 */

/**
 * A database of either engine as the common `Handle`. drizzle's types of the two engines have no common base, but their
 * builders behave alike as far as `Handle` is used here (see database.ts).
 */
export const handleOf = (drizzled: object): Handle => drizzled as unknown as Handle;

/**
 * The driver's connection behind a handle: bun:sqlite's `Database`, or postgres.js's `Sql`. drizzle sets `$client` on every
 * database that it makes, but the type of `Handle` does not have it.
 */
export const clientOf = <Client>(handle: Handle): Client => (handle as unknown as { $client: Client }).$client;

/** postgres.js behind a handle of PostgreSQL: the pool, or within a transaction its connection. */
export const connectionOf = (handle: Handle): Sql => (handle as unknown as { session: { client: Sql } }).session.client;

/** The parts of a database by which drizzle's own migrators run migrations. */
interface Migrator<Result> {
  dialect: { migrate(migrations: readonly MigrationMeta[], session: unknown, config: object): Result };
  session: unknown;
}

/**
 * Runs migrations that are in memory. The public migrators read them from a folder only, and the executable has none.
 * @returns what the engine's driver returns: nothing on SQLite, a promise on PostgreSQL
 */
export function runMigrations<Result>(drizzled: object, migrations: readonly MigrationMeta[]): Result {
  const { dialect, session } = drizzled as unknown as Migrator<Result>;
  return dialect.migrate(migrations, session, {});
}

/**
 * Runs migrations within a transaction of PostgreSQL that is already open. drizzle's migrator begins one of its own, which
 * could get another connection.
 */
export function runMigrationsWithin(tx: Handle, migrations: readonly MigrationMeta[]): Promise<void> {
  const { dialect } = tx as unknown as Migrator<Promise<void>>;
  const execute = (query: SQL) => tx.execute(query);
  const session = { execute, all: execute, transaction: (work: (on: Handle) => Promise<void>) => work(tx) };
  return dialect.migrate(migrations, session, {});
}

/** The rest of a `select … from …`. drizzle's own types depend on every column and join, which generic code does not know. */
export interface Selection<Row> extends PromiseLike<Row[]> {
  where(condition: SQL | undefined): Selection<Row>;
  orderBy(...terms: SQL[]): Selection<Row>;
  limit(rows: number | Placeholder): Selection<Row>;
  offset(rows: number): Selection<Row>;
  prepare(name: string): { execute(values: Record<string, unknown>): Promise<unknown> };
}

/** A `select … from …` as one that can go on. @param select must not have a condition, an order or a limit yet */
export const selectionOf = <Row>(select: PromiseLike<Row[]>): Selection<Row> => select as unknown as Selection<Row>;
