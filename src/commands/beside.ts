import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { openDatabase } from '../db/open.ts';
import { whyUnreachable } from '../db/unreachable.ts';
import { StartError } from './start.ts';

/**
 * Does something with the database of the settings, beside a running server or without one.
 * @returns what the work returns
 * @throws StartError when there is no database, or one that is older or newer than this version
 */
export async function besideServer<Result>(config: Config, work: (db: Database) => Promise<Result>): Promise<Result> {
  const { databaseUrl, dataDir } = config;
  if (databaseUrl === undefined && !existsSync(join(dataDir, 'tonearm.db')))
    throw new StartError(`there is no database in DATA_DIR ${dataDir}`);
  const db = openDatabase(config);
  try {
    await db.ping().catch((error) => {
      throw new StartError(`the database does not answer: ${whyUnreachable(error)}`);
    });
    mkdirSync(join(dataDir, 'tmp'), { recursive: true });
    return await work(db);
  } finally {
    await db.close();
  }
}
