import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { postgresColumns } from './columns.ts';
import type { Database } from './database.ts';
import { handleOf } from './drizzle-internals.ts';
import { isRetryable } from './engines.ts';
import { migratePostgres } from './migrate.ts';
import { postgresMigrations } from './migrations.ts' with { type: 'macro' };
import { defineTables } from './schema/tables.ts';

const tables = defineTables(postgresColumns);
const POOL = 10;
const TRIES = 5;
/** Milliseconds that closing may take. */
const CLOSE_TIMEOUT = 2_000;

/**
 * Opens a pool of connections to PostgreSQL. Nothing is sent until the first query; lost connections are replaced.
 * postgres.js is patched (`patches/`): as published, a connection that is lost within a transaction ends the process,
 * out of reach of any `catch` (its issue 1208).
 */
export function openPostgres(url: string): Database {
  const client = postgres(url, {
    max: POOL,
    connect_timeout: 5,
    // Without a bound the pauses keep growing while the server is away, and the pool reconnects long after it is back.
    backoff: (tries) => Math.min(0.1 * 2 ** tries, 2),
    connection: { application_name: 'tonearm' },
    onnotice: () => {},
  });
  const read = handleOf(drizzle(client, { casing: 'snake_case' }));
  return {
    engine: 'postgres',
    tables,
    read,
    write: async (work) => {
      for (let tries = 1; ; tries++) {
        try {
          return await read.transaction((tx) => work(tx));
        } catch (error) {
          if (tries >= TRIES || !isRetryable(error)) throw error;
        }
      }
    },
    migrate: () => migratePostgres(client, read, postgresMigrations()),
    ping: async () => void (await read.execute(sql`select 1`)),
    // `end` never resolves while a connection is being opened to a host that drops packets.
    close: () => Promise.race([client.end({ timeout: 1 }), Bun.sleep(CLOSE_TIMEOUT)]),
  };
}
