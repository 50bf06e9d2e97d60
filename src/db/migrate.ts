import { Database as Connection, constants } from 'bun:sqlite';
import { chmodSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/bun-sqlite';
import type { MigrationMeta } from 'drizzle-orm/migrator';
import { version } from '../../package.json' with { type: 'json' };
import { flush } from '../lib/flush.ts';
import type { Handle } from './database.ts';

type Migrations = readonly MigrationMeta[];

/** Any number will do, as long as every Tonearm takes the same. */
const ADVISORY_LOCK = 0x70_6e_65_61;

/** What drizzle's migrators are inside (drizzle is pinned): they take the migrations from a folder only otherwise. */
interface Migrator<Result> {
  dialect: { migrate(migrations: Migrations, session: unknown, config: object): Result };
  session: unknown;
}

/** @throws when a migration was made that this program does not know: it cannot tell what the tables are now */
function refuseNewer(applied: readonly string[], migrations: Migrations): void {
  const known = new Set(migrations.map(({ hash }) => hash));
  if (applied.some((hash) => !known.has(hash)))
    throw new Error(
      `it was made by a newer version than this tonearm ${version}, and is left as it is; start that version, or a later one`,
    );
}

/**
 * Looks at a SQLite file before anything opens it for writing, which would already change it.
 * @throws when it was made by a newer version, or is no database
 */
export function refuseNewerSqlite(path: string, migrations: Migrations): void {
  if (!existsSync(path) || statSync(path).size === 0) return;
  const file = Bun.pathToFileURL(path);
  const hasLog = existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0;
  // Without a log nobody is writing, and so SQLite need not make one beside the file only to read it.
  file.search = hasLog ? 'mode=ro' : 'immutable=1';
  const connection = new Connection(file.href, constants.SQLITE_OPEN_READONLY | constants.SQLITE_OPEN_URI);
  try {
    refuseNewer(appliedTo(connection), migrations);
  } finally {
    connection.close();
  }
}

/** The hashes of the migrations that a SQLite file has seen; none of a new one. */
function appliedTo(connection: Connection): string[] {
  const { length } = connection.query("select 1 from sqlite_master where name = '__drizzle_migrations'").all();
  if (length === 0) return [];
  return connection
    .query<{ hash: string }, []>('select hash from __drizzle_migrations')
    .all()
    .map(({ hash }) => hash);
}

/** Brings the tables to this version. A file that holds an older version's data is copied first. */
export async function migrateSqlite(connection: Connection, path: string, migrations: Migrations): Promise<void> {
  const applied = appliedTo(connection);
  if (applied.length > 0 && applied.length < migrations.length) await keepCopy(connection, path);
  const { dialect, session } = drizzle(connection, { casing: 'snake_case' }) as unknown as Migrator<void>;
  // A migration that rebuilds a table drops the old one, which foreign keys would forbid; inside a transaction the
  // switch has no effect, so it is turned here.
  connection.run('PRAGMA foreign_keys = OFF');
  dialect.migrate(migrations, session, {});
  connection.run('PRAGMA foreign_keys = ON');
}

/**
 * Keeps the database as it is, once a version, in one file that needs no other. It has its name only when it is whole.
 * @throws when there is no room: migrating without a way back is refused
 */
async function keepCopy(connection: Connection, path: string): Promise<void> {
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

/**
 * Under an advisory lock, so that of several processes that start at once one migrates and the others wait. All of it is
 * one transaction, which holds the lock: a pooler may give whatever comes after a transaction another connection.
 */
export function migratePostgres(db: Handle, migrations: Migrations): Promise<void> {
  const { dialect } = db as unknown as Migrator<Promise<void>>;
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${ADVISORY_LOCK})`);
    const [table] = await tx.execute<{ found: string | null }>(
      sql`select to_regclass('drizzle.__drizzle_migrations') as found`,
    );
    const applied =
      table?.found == null
        ? []
        : await tx.execute<{ hash: string }>(sql`select hash from drizzle.__drizzle_migrations`);
    refuseNewer(
      applied.map(({ hash }) => hash),
      migrations,
    );
    const ask = (query: SQL) => tx.execute(query);
    const session = { execute: ask, all: ask, transaction: (work: (on: Handle) => Promise<void>) => work(tx) };
    await dialect.migrate(migrations, session, {});
  });
}
