import { Database as Connection } from 'bun:sqlite';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import type { Handle } from '../../src/db/database.ts';
import { migratePostgres } from '../../src/db/migrate-postgres.ts';
import { migrateSqlite } from '../../src/db/migrate-sqlite.ts';
import { postgresMigrations, sqliteMigrations } from '../../src/db/migrations.ts';
import { freshDatabase } from './postgres.ts';
import { emptyFolder } from './program.ts';

type Row = Record<string, string | number | boolean | null>;

/** A folder and a database as an earlier version left them: only its migrations have been applied. */
export interface OldHouse {
  /** In which the executable is to be started; the data folder is `data`. */
  cwd: string;
  settings: Record<string, string>;
  insert(table: string, row: Row): Promise<void>;
  /** Asks the database as it is. */
  query(sql: string): Promise<Row[]>;
  close(): Promise<void>;
}

/** @param migrations how many the earlier version had */
export async function oldHouse(engine: 'sqlite' | 'postgres', migrations: number): Promise<OldHouse> {
  const cwd = await emptyFolder();
  await mkdir(join(cwd, 'data'));
  return engine === 'sqlite' ? oldSqlite(cwd, migrations) : oldPostgres(cwd, migrations);
}

async function oldSqlite(cwd: string, migrations: number): Promise<OldHouse> {
  const path = join(cwd, 'data', 'tonearm.db');
  const connection = new Connection(path, { create: true, readwrite: true });
  connection.run('PRAGMA journal_mode = WAL');
  await migrateSqlite(connection, path, sqliteMigrations().slice(0, migrations));
  return {
    cwd,
    settings: {},
    insert: async (table, row) => {
      const columns = Object.keys(row);
      const marks = columns.map(() => '?').join(', ');
      connection.prepare(`insert into ${table} (${columns.join(', ')}) values (${marks})`).run(...Object.values(row));
    },
    query: async (sql) => {
      // Anew each time: the connection above may have been closed long ago.
      const reader = new Connection(path, { readonly: true });
      const rows = reader.query<Row, []>(sql).all();
      reader.close();
      return rows;
    },
    close: async () => connection.close(),
  };
}

async function oldPostgres(cwd: string, migrations: number): Promise<OldHouse> {
  const url = await freshDatabase();
  const client = postgres(url, { max: 2, onnotice: () => {} });
  await migratePostgres(drizzle(client) as unknown as Handle, postgresMigrations().slice(0, migrations));
  return {
    cwd,
    settings: { DATABASE_URL: url },
    insert: async (table, row) => void (await client`insert into ${client(table)} ${client(row)}`),
    query: async (sql) => [...(await client.unsafe(sql))] as Row[],
    close: () => client.end(),
  };
}
