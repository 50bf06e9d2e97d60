import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Database } from './database.ts';

/**
 * The database that the settings name: PostgreSQL by its address, else SQLite in the data folder.
 * @param broken called when flushing a SQLite commit to disk failed: the process must end, and no write is answered until
 *   then. By default an uncaught exception ends it.
 * @throws when SQLite's file cannot be used, or was made by a newer version
 */
export async function openDatabase(
  {
    databaseUrl,
    dataDir,
    postgresPool,
  }: Pick<Config, 'databaseUrl' | 'dataDir'> & Partial<Pick<Config, 'postgresPool'>>,
  broken: (error: unknown) => void = uncaught,
): Promise<Database> {
  // Loaded on demand: the other engine's tables and migrations would cost a tenth of the start, and memory.
  return databaseUrl === undefined
    ? (await import('./sqlite.ts')).openSqlite(join(dataDir, 'tonearm.db'), broken)
    : (await import('./postgres.ts')).openPostgres(databaseUrl, postgresPool);
}

function uncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
