import { Database as Connection, constants } from 'bun:sqlite';
import { chmodSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { drizzle } from 'drizzle-orm/bun-sqlite';
import { flush } from '../lib/flush.ts';
import { version } from '../version.ts';
import type { Age } from './database.ts';
import { runMigrations } from './drizzle-internals.ts';
import { ageOf, type Migrations, refuseNewer } from './migrate.ts';

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
