import { describe, expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import type { Database } from '../../src/db/database.ts';
import { openDatabase } from '../../src/db/open.ts';
import { accountStore } from '../../src/domain/accounts/store.ts';
import { pgbouncer, startPooler } from '../support/pgbouncer.ts';
import { dropDatabase, freshDatabase, migratedDatabase } from '../support/postgres.ts';

const NOBODY = 'f'.repeat(24);

/** Asks for accounts, inside and outside of transactions. @returns how often that failed */
async function failures(dbs: readonly Database[], times: number): Promise<unknown[]> {
  const asked = dbs.flatMap((db) => {
    const store = accountStore(db);
    return Array.from({ length: times }, (_, n) =>
      n % 2 ? store.byId(db.read, NOBODY) : db.write((tx) => store.byId(tx, NOBODY)),
    );
  });
  return (await Promise.allSettled(asked)).flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
}

const count = async (db: Database, table: string): Promise<number> => {
  const rows = await db.read.execute<{ count: number }>(sql.raw(`select count(*)::int as count from ${table}`));
  return rows[0]?.count ?? 0;
};

test('POSTGRES_POOL · is how many connections a process opens', async () => {
  const databaseUrl = await migratedDatabase();
  const db = await openDatabase({ databaseUrl, dataDir: '', postgresPool: 3 });
  await Promise.all(Array.from({ length: 20 }, () => db.read.execute(sql`select pg_sleep(0.02)`)));
  expect(await count(db, 'pg_stat_activity where datname = current_database()')).toBe(3);
  await db.close();
  await dropDatabase(databaseUrl);
});

test('POSTGRES_POOL · transactions that wait leave connections to reads, and all have their turn', async () => {
  const databaseUrl = await migratedDatabase();
  const db = await openDatabase({ databaseUrl, dataDir: '', postgresPool: 4 });
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const { promise: full, resolve: fill } = Promise.withResolvers<void>();
  let [begun, most] = [0, 0];
  const work = async (n: number) => {
    most = Math.max(most, ++begun);
    if (begun === 2) fill();
    await held;
    begun--;
    return n;
  };
  const written = Array.from({ length: 20 }, (_, n) => db.write(() => work(n)));
  const reads = Array.from({ length: 20 }, () => count(db, 'accounts'));
  expect(await Promise.all(reads)).toEqual(Array(20).fill(0));
  await full;
  release();
  expect(await Promise.all(written)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  expect(most).toBe(2);
  await db.close();
  await dropDatabase(databaseUrl);
});

test('PostgreSQL itself · statements are prepared once it is known that nothing stands between', async () => {
  const databaseUrl = await migratedDatabase();
  const db = await openDatabase({ databaseUrl, dataDir: '', postgresPool: 1 });
  expect(await failures([db], 4)).toEqual([]);
  expect(await count(db, 'pg_prepared_statements')).toBe(0);
  await db.ping();
  expect(await failures([db], 4)).toEqual([]);
  expect(await count(db, 'pg_prepared_statements')).toBeGreaterThan(0);
  await db.close();
  await dropDatabase(databaseUrl);
});

describe.skipIf(pgbouncer === null)('PgBouncer in transaction mode', () => {
  test('several processes migrate at once, and then work at once, on two connections', async () => {
    const direct = await freshDatabase();
    const pooler = await startPooler(direct, 2);
    const dbs = await Promise.all(
      Array.from({ length: 4 }, () => openDatabase({ databaseUrl: pooler.url, dataDir: '' })),
    );
    await Promise.all(dbs.map((db) => db.migrate()));
    expect(await failures(dbs, 100)).toEqual([]);
    for (const db of dbs) await db.close();
    await pooler.end();
    await dropDatabase(direct);
  });
});
