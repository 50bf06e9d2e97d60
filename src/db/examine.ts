import { Database as Connection, constants } from 'bun:sqlite';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/bun-sqlite';
import type { Config } from '../config.ts';
import { sqliteColumns } from './columns-sqlite.ts';
import type { Database } from './database.ts';
import { handleOf } from './drizzle-internals.ts';
import { ageOfSqlite } from './migrate-sqlite.ts';
import { sqliteMigrations } from './migrations.ts' with { type: 'macro' };
import { openDatabase } from './open.ts';
import { defineTables } from './schema/tables.ts';
import { defineWordTables } from './words.ts';

/** A database that is looked at and never changed: what writes to it throws. */
export interface ExaminedDatabase extends Database {
  /** What it is, as `SQLite 3.54.1`. @throws when it does not answer */
  product(): Promise<string>;
  /** What is broken in it, a sentence each. @param isThorough everything, else what is found quickly */
  faults(isThorough: boolean): Promise<string[]>;
  /** Milliseconds since the epoch by its own clock; `undefined` for a database on this machine. */
  clock(): Promise<number | undefined>;
}

/** Faults of a SQLite file that are told; there may be one for each page. */
const MOST_FAULTS = 5;
/** Connections to PostgreSQL: some checks ask at the same time. */
const POOL = 3;
/** The oldest PostgreSQL that the queries are tried with. */
const OLDEST_POSTGRES = 15;

/**
 * Opens the database of the settings for looking at it, beside a running server or without one.
 * @param isServed whether a process has the data folder
 * @throws when SQLite's file cannot be read without changing anything
 */
export async function examineDatabase(
  { databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>,
  isServed: boolean,
): Promise<ExaminedDatabase> {
  return databaseUrl === undefined
    ? examineSqlite(join(dataDir, 'tonearm.db'), isServed)
    : examinePostgres(await openDatabase({ databaseUrl, dataDir, postgresPool: POOL }));
}

function examineSqlite(path: string, isServed: boolean): ExaminedDatabase {
  const connection = readOnly(path, isServed);
  connection.run('PRAGMA busy_timeout = 5000');
  const product = async () => {
    const [row] = connection.query<{ version: string }, []>('select sqlite_version() as version').all();
    return `SQLite ${row?.version}`;
  };
  const ping = async () => void connection.query('select count(*) from sqlite_master').get();
  return {
    ...{ engine: 'sqlite', tables: defineTables(sqliteColumns), wordTables: defineWordTables(sqliteColumns) },
    ...{ read: handleOf(drizzle(connection, { casing: 'snake_case' })), write: refuse, atEnd: refuse, migrate: refuse },
    readAsOne: refuse,
    age: async () => ageOfSqlite(connection, sqliteMigrations()),
    ...{ product, ping, clock: async () => undefined, watch: ignore, noteFailure: ignore },
    version: () => undefined,
    faults: async (isThorough) => {
      const pragma = isThorough ? 'integrity_check' : 'quick_check';
      const found = connection.query<Record<string, string>, []>(`PRAGMA ${pragma}(${MOST_FAULTS})`).all();
      const broken = found.flatMap((row) => Object.values(row)).filter((text) => text !== 'ok');
      const loose = connection.query<{ table: string }, []>('PRAGMA foreign_key_check').all();
      const counts = Map.groupBy(loose, ({ table }) => table);
      const dangling = [...counts].map(([table, { length }]) => `${length} rows of ${table} name what is not there`);
      return [...broken, ...dangling];
    },
    close: async () => connection.close(),
  };
}

/**
 * Opens a SQLite file so that nothing beside it is made or changed. SQLite makes a log and its index for whoever reads a
 * file in WAL mode, unless it is told that nobody writes; what a killed server left in the log must be read too.
 */
function readOnly(path: string, isServed: boolean): Connection {
  const isLogged = existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0;
  const file = Bun.pathToFileURL(path);
  file.search = isServed ? 'mode=ro' : isLogged ? 'mode=ro&readonly_shm=1' : 'immutable=1';
  return new Connection(file.href, constants.SQLITE_OPEN_READONLY | constants.SQLITE_OPEN_URI);
}

function examinePostgres(db: Database): ExaminedDatabase {
  const one = async <Row extends Record<string, unknown>>(query: ReturnType<typeof sql>) =>
    (await db.read.execute<Row>(query))[0] as Row;
  const version = async () =>
    (await one<{ text: string }>(sql`select current_setting('server_version') as text`)).text.split(' ')[0] as string;
  return {
    ...db,
    ...{ write: refuse, atEnd: refuse, migrate: refuse },
    product: async () => `PostgreSQL ${await version()}`,
    faults: async () => {
      const faults: string[] = [];
      if (Number.parseInt(await version(), 10) < OLDEST_POSTGRES)
        faults.push(`it is older than PostgreSQL ${OLDEST_POSTGRES}`);
      const { standby } = await one<{ standby: boolean }>(sql`select pg_is_in_recovery() as standby`);
      if (standby) faults.push('it is a standby, which takes no writes: name its primary in DATABASE_URL');
      const broken = await db.read.execute<{ name: string }>(sql`
        select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
          where not i.indisvalid and c.relnamespace = current_schema()::regnamespace
        union all
        select conname from pg_constraint where not convalidated and connamespace = current_schema()::regnamespace`);
      for (const { name } of broken) faults.push(`${name} is not valid`);
      return faults;
    },
    clock: async () => {
      const { at } = await one<{ at: string }>(sql`select extract(epoch from clock_timestamp()) * 1000 as at`);
      return Number(at);
    },
  };
}

/** What it does is counted by nobody. */
function ignore(): void {}

function refuse(): never {
  throw new Error('a database that is only looked at is not written to');
}
