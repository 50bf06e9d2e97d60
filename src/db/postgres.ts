import { drizzle } from 'drizzle-orm/postgres-js';
import postgres, { type Sql } from 'postgres';
import { postgresColumns } from './columns-postgres.ts';
import type { Database } from './database.ts';
import { handleOf } from './drizzle-internals.ts';
import { isRetryable } from './engines.ts';
import { LastSteps } from './last-step.ts';
import { ageOfPostgres, migratePostgres } from './migrate-postgres.ts';
import { postgresMigrations } from './migrations.ts' with { type: 'macro' };
import { defineTables } from './schema/tables.ts';
import { watching } from './watching.ts';
import { defineWordTables } from './words.ts';

const tables = defineTables(postgresColumns);
const wordTables = defineWordTables(postgresColumns);
const TRIES = 5;
/** Milliseconds that closing may take. */
const CLOSE_TIMEOUT = 2_000;

/**
 * Opens a pool of connections to PostgreSQL. Nothing is sent until the first query; lost connections are replaced.
 * postgres.js is patched (`patches/`): as published, a connection that is lost within a transaction ends the process,
 * out of reach of any `catch` (its issue 1208).
 * @param pool most connections
 */
export function openPostgres(url: string, pool = 10): Database {
  const client = postgres(url, {
    max: pool,
    // Until it is known that there is no pooler: see `detectPooler`.
    prepare: false,
    // Costs a query for each connection, and is needed for arrays only.
    fetch_types: false,
    connect_timeout: 5,
    // Without a bound the pauses keep growing while the server is away, and the pool reconnects long after it is back.
    backoff: (tries) => Math.min(0.1 * 2 ** tries, 2),
    connection: { application_name: 'tonearm' },
    onnotice: () => {},
  });
  const read = handleOf(drizzle(client, { casing: 'snake_case' }));
  const last = new LastSteps();
  const { watch, noteFailure, noting } = watching();
  const migrations = postgresMigrations();
  return {
    engine: 'postgres',
    tables,
    wordTables,
    read,
    readAsOne: (work) =>
      noting(() => read.transaction(work, { isolationLevel: 'repeatable read', accessMode: 'read only' })),
    atEnd: (tx, step) => last.notes(tx, step),
    version: () => undefined,
    watch,
    noteFailure,
    write: (work) =>
      noting(async () => {
        const whole = last.around(work);
        for (let tries = 1; ; tries++) {
          try {
            return await read.transaction((tx) => whole(tx));
          } catch (error) {
            if (tries >= TRIES || !isRetryable(error)) throw error;
          }
        }
      }),
    age: () => ageOfPostgres(read, migrations),
    migrate: async (then) => {
      await detectPooler(client);
      await migratePostgres(read, migrations, then);
    },
    ping: () => noting(() => detectPooler(client)),
    // `end` never resolves while a connection is being opened to a host that drops packets.
    close: () => Promise.race([client.end({ timeout: 1 }), Bun.sleep(CLOSE_TIMEOUT)]),
  };
}

/**
 * Compares the server process that runs the query with the one that the connection was opened to. If they are the same,
 * statements are prepared from now on. A pooler (PgBouncer and others) sends a process number of its own, and may run each
 * transaction on another connection, where prepared statements are unknown or their names are taken.
 * Checked at each ping, since the address may later lead to another server.
 */
async function detectPooler(client: Sql): Promise<void> {
  const rows = await client<{ pid: number }[]>`select pg_backend_pid() as pid`;
  client.options.prepare = rows[0]?.pid === rows.state.pid;
}
