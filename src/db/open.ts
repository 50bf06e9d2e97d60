import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Database } from './database.ts';

/**
 * The database that the settings name: PostgreSQL by its address, else SQLite in the data folder.
 * @param broken called when flushing a SQLite commit to disk failed: the process must end, and no write is answered until
 *   then. By default an uncaught exception ends it.
 * @throws when SQLite's file cannot be used, or was made by a newer version
 */
export function openDatabase(
  {
    databaseUrl,
    dataDir,
    postgresPool,
  }: Pick<Config, 'databaseUrl' | 'dataDir'> & Partial<Pick<Config, 'postgresPool'>>,
  broken: (error: unknown) => void = uncaught,
): Database {
  // By `require`, which loads a file when it is reached, and at once: the driver of the other engine takes memory for nothing.
  if (databaseUrl === undefined) {
    const { openSqlite }: typeof import('./sqlite.ts') = require('./sqlite.ts');
    return openSqlite(join(dataDir, 'tonearm.db'), broken);
  }
  const { openPostgres }: typeof import('./postgres.ts') = require('./postgres.ts');
  return openPostgres(databaseUrl, postgresPool);
}

function uncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
