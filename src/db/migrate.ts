import type { Database as Connection } from 'bun:sqlite';
import { drizzle } from 'drizzle-orm/bun-sqlite';
import type { MigrationMeta } from 'drizzle-orm/migrator';
import type { Sql } from 'postgres';
import type { Handle } from './database.ts';

/** Any number will do, as long as every Tonearm takes the same. */
const ADVISORY_LOCK = 0x70_6e_65_61;

/** What drizzle's migrators are inside (drizzle is pinned): they take the migrations from a folder only otherwise. */
interface Migrator<Result> {
  dialect: { migrate(migrations: readonly MigrationMeta[], session: unknown, config: object): Result };
  session: unknown;
}

export function migrateSqlite(connection: Connection, migrations: readonly MigrationMeta[]): void {
  const { dialect, session } = drizzle(connection, { casing: 'snake_case' }) as unknown as Migrator<void>;
  // A migration that rebuilds a table drops the old one, which foreign keys would forbid; inside a transaction the
  // switch has no effect, so it is turned here.
  connection.run('PRAGMA foreign_keys = OFF');
  dialect.migrate(migrations, session, {});
  connection.run('PRAGMA foreign_keys = ON');
}

/** Under an advisory lock, so that of several processes that start at once one migrates and the others wait. */
export async function migratePostgres(client: Sql, db: Handle, migrations: readonly MigrationMeta[]): Promise<void> {
  const { dialect, session } = db as unknown as Migrator<Promise<void>>;
  const lock = await client.reserve();
  try {
    await lock`select pg_advisory_lock(${ADVISORY_LOCK})`;
    await dialect.migrate(migrations, session, {});
  } finally {
    await lock`select pg_advisory_unlock(${ADVISORY_LOCK})`.catch(() => {});
    lock.release();
  }
}
