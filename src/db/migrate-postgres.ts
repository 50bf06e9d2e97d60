import { sql } from 'drizzle-orm';
import type { Age, Handle } from './database.ts';
import { runMigrationsWithin } from './drizzle-internals.ts';
import { ageOf, type Migrations, refuseNewer } from './migrate.ts';

/** An arbitrary number, the same in every version of Tonearm. */
const ADVISORY_LOCK = 0x70_6e_65_61;

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
