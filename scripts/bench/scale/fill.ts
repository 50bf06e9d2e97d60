import { Database as Connection } from 'bun:sqlite';
import { join } from 'node:path';
import postgres from 'postgres';
import { catalogueSql } from './catalogue.ts';
import { labelSql } from './label.ts';
import { peopleSql } from './people.ts';
import type { Size } from './size.ts';

/** Of everybody. */
export const PASSWORD = 'a long password';

/**
 * Puts so much of everything into a database that has today's tables and nothing in them.
 * @param where its address, or the data folder of SQLite
 */
export async function fill(where: { databaseUrl: string } | { dataDir: string }, size: Size): Promise<void> {
  const engine = 'dataDir' in where ? 'sqlite' : 'postgres';
  // As cheap as it may be: it protects nothing.
  const hash = await Bun.password.hash(PASSWORD, { algorithm: 'argon2id', memoryCost: 8, timeCost: 1 });
  const statements = [catalogueSql(engine, size), peopleSql(engine, size, hash), labelSql(engine, size)].flat();
  if ('dataDir' in where) fillSqlite(join(where.dataDir, 'tonearm.db'), statements);
  else await fillPostgres(where.databaseUrl, statements);
}

function fillSqlite(path: string, statements: readonly string[]): void {
  const connection = new Connection(path);
  // References are right as they are made, and need not be looked up a million times.
  for (const setting of ['synchronous = off', 'foreign_keys = off', 'cache_size = -400000'])
    connection.run(`pragma ${setting}`);
  for (const text of statements) connection.run(text);
  connection.run('pragma wal_checkpoint(truncate)');
  connection.close();
}

async function fillPostgres(url: string, statements: readonly string[]): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} });
  await client`set session_replication_role = replica`;
  for (const text of statements) await client.unsafe(text);
  // Rows with numbers of their own have not moved the counters.
  for (const [table, column] of [
    ['genres', 'id'],
    ['reports', 'number'],
  ] as const)
    await client.unsafe(
      `select setval(pg_get_serial_sequence('${table}', '${column}'), (select max(${column}) from ${table}))`,
    );
  await client`vacuum analyze`;
  await client.end();
}
