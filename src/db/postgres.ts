import { drizzle } from 'drizzle-orm/postgres-js';
import postgres, { type Sql } from 'postgres';
import { postgresColumns } from './columns.ts';
import type { Database, Handle } from './database.ts';
import { isRetryable } from './engines.ts';
import { migratePostgres } from './migrate.ts';
import { postgresMigrations } from './migrations.ts' with { type: 'macro' };
import { defineTables } from './schema/tables.ts';

const tables = defineTables(postgresColumns);
const TRIES = 5;
/** Milliseconds that closing may take. */
const END = 2_000;

/**
 * Opens a pool to PostgreSQL. Nothing is sent until the first query; a lost connection is made again by itself.
 * postgres.js is patched (`patches/`): as published, a connection that is lost within a transaction ends the process,
 * out of reach of any `catch` (its issue 1208).
 * @param pool most connections; ten when it is not said
 */
export function openPostgres(url: string, pool = 10): Database {
  const client = postgres(url, {
    max: pool,
    // Until it is known that nothing stands between: see `probe`.
    prepare: false,
    // They are asked for on each connection, and no column is an array.
    fetch_types: false,
    connect_timeout: 5,
    // Without a ceiling a pool that lost its server waits ever longer, and answers long after the server is back.
    backoff: (tries) => Math.min(0.1 * 2 ** tries, 2),
    connection: { application_name: 'tonearm' },
    onnotice: () => {},
  });
  const read = drizzle(client, { casing: 'snake_case' }) as unknown as Handle;
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
    migrate: async () => {
      await probe(client);
      await migratePostgres(read, postgresMigrations() as never);
    },
    ping: () => probe(client),
    // It waits for ever for a connection that is being made to a host that drops what is sent to it.
    close: () => Promise.race([client.end({ timeout: 1 }), Bun.sleep(END)]),
  };
}

/**
 * Asks which process of the server does the work. When it is the one that the connection was opened to, statements are
 * prepared from now on. A pooler (PgBouncer and its like) makes up a process of its own, and may give each transaction
 * another connection, on which a statement that was prepared before is unknown, or its name is taken.
 * It is asked at each ping, as the address may come to mean another server.
 */
async function probe(client: Sql): Promise<void> {
  const found = await client<{ pid: number }[]>`select pg_backend_pid() as pid`;
  client.options.prepare = found[0]?.pid === found.state.pid;
}
