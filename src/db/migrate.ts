import { Database as Connection, constants } from 'bun:sqlite';
import { chmodSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/bun-sqlite';
import type { MigrationMeta } from 'drizzle-orm/migrator';
import { flush } from '../lib/flush.ts';
import { version } from '../version.ts';
import type { Age, Handle } from './database.ts';
import { runMigrations, runMigrationsWithin } from './drizzle-internals.ts';

type Migrations = readonly MigrationMeta[];

/** An arbitrary number, the same in every version of Tonearm. */
const ADVISORY_LOCK = 0x70_6e_65_61;

/** How the migrations that were applied to a database stand to those of this program. */
function ageOf(applied: readonly string[], migrations: Migrations): Age {
  const known = new Set(migrations.map(({ hash }) => hash));
  if (applied.some((hash) => !known.has(hash))) return 'newer';
  if (applied.length === 0) return 'none';
  return applied.length < migrations.length ? 'older' : 'same';
}

/** @throws when the database has a migration that this program does not know, and so tables that it does not know */
function refuseNewer(applied: readonly string[], migrations: Migrations): void {
  if (ageOf(applied, migrations) === 'newer')
    throw new Error(
      `it was made by a newer version than this tonearm ${version}, and is left as it is; start that version, or a later one`,
    );
}

/**
 * Checks a SQLite file before it is opened for writing, which would change it.
 * @throws when it was made by a newer version, or is no database
 */
export function refuseNewerSqlite(path: string, migrations: Migrations): void {
  if (!existsSync(path) || statSync(path).size === 0) return;
  const file = Bun.pathToFileURL(path);
  const hasLog = existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0;
  // Without a write-ahead log there is no writer. `immutable` keeps SQLite from creating a log just to read the file.
  file.search = hasLog ? 'mode=ro' : 'immutable=1';
  const connection = new Connection(file.href, constants.SQLITE_OPEN_READONLY | constants.SQLITE_OPEN_URI);
  try {
    refuseNewer(appliedTo(connection), migrations);
  } finally {
    connection.close();
  }
}

/** The hashes of the migrations that were applied to a SQLite file; none for a new one. */
function appliedTo(connection: Connection): string[] {
  const { length } = connection.query("select 1 from sqlite_master where name = '__drizzle_migrations'").all();
  if (length === 0) return [];
  return connection
    .query<{ hash: string }, []>('select hash from __drizzle_migrations')
    .all()
    .map(({ hash }) => hash);
}

/** See `Database.age`. */
export const ageOfSqlite = (connection: Connection, migrations: Migrations): Age =>
  ageOf(appliedTo(connection), migrations);

/** Migrates the tables to this version. A file with data of an older version is copied first. @throws as `backUp` */
export async function migrateSqlite(connection: Connection, path: string, migrations: Migrations): Promise<void> {
  if (ageOfSqlite(connection, migrations) === 'older') await backUp(connection, path);
  // A migration that rebuilds a table drops the old one, which foreign keys would forbid. The pragma has no effect inside
  // a transaction, so it is set here, outside the one of the migrator.
  connection.run('PRAGMA foreign_keys = OFF');
  runMigrations<void>(drizzle(connection, { casing: 'snake_case' }), migrations);
  connection.run('PRAGMA foreign_keys = ON');
}

/**
 * Copies the database to one file beside it, once for each version. The copy gets its name only when it is complete.
 * @throws when it cannot be written, so that nothing is migrated without a way back
 */
async function backUp(connection: Connection, path: string): Promise<void> {
  const target = `${path}.before-${version}`;
  const unfinished = `${target}.unfinished`;
  if (existsSync(target)) return;
  try {
    rmSync(unfinished, { force: true });
    connection.prepare('VACUUM INTO ?').run(unfinished);
    chmodSync(unfinished, 0o600);
    await flush(unfinished);
    renameSync(unfinished, target);
    await flush(dirname(path));
  } catch (error) {
    rmSync(unfinished, { force: true });
    const { message } = error as Error;
    throw new Error(`it must be copied to ${target} before it is migrated: ${message}; make room there`);
  }
}

/** See `Database.age`. */
export const ageOfPostgres = async (db: Handle, migrations: Migrations): Promise<Age> =>
  ageOf(await appliedToPostgres(db), migrations);

/** The hashes of the migrations that were applied; none for an empty database. */
async function appliedToPostgres(db: Handle): Promise<string[]> {
  const [table] = await db.execute<{ found: string | null }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') as found`,
  );
  if (table?.found == null) return [];
  const rows = await db.execute<{ hash: string }>(sql`select hash from drizzle.__drizzle_migrations`);
  return rows.map(({ hash }) => hash);
}

/**
 * Migrates under an advisory lock: of several processes that start at once one migrates and the others wait. All of it is
 * one transaction, which holds the lock: behind a pooler each transaction may get another connection.
 * @param then what else is done in it
 */
export function migratePostgres(
  db: Handle,
  migrations: Migrations,
  then?: (tx: Handle) => Promise<void>,
): Promise<void> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${ADVISORY_LOCK})`);
    refuseNewer(await appliedToPostgres(tx), migrations);
    await runMigrationsWithin(tx, migrations);
    await then?.(tx);
  });
}
