import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Database } from './database.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

/** The database that the settings name: PostgreSQL by its address, else SQLite in the data folder. */
export function openDatabase({ databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>): Database {
  return databaseUrl === undefined ? openSqlite(join(dataDir, 'tonearm.db')) : openPostgres(databaseUrl);
}
