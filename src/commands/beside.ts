import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { reasonOf } from '../db/loggable.ts';
import { openDatabase } from '../db/open.ts';
import { whyUnreachable } from '../db/unreachable.ts';
import type { Media } from '../domain/media/service.ts';
import { Failure } from './failure.ts';

/**
 * Does something with the house of the settings, beside a running server or without one.
 * @returns what the work returns
 * @throws Failure when there is no house, or one of another version
 */
export async function besideServer<Result>(config: Config, work: (db: Database) => Promise<Result>): Promise<Result> {
  refuseNoDatabase(config);
  return withDatabase(config, async (db) => {
    await refuseOtherAge(db);
    return work(db);
  });
}

/** @throws Failure when the settings mean SQLite, and its file is not there or is out of this user's sight */
export function refuseNoDatabase({ databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>): void {
  if (databaseUrl !== undefined) return;
  try {
    statSync(join(dataDir, 'tonearm.db'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') throw foreignFolder(dataDir);
    throw new Failure(
      `there is no database in DATA_DIR ${dataDir}; name the folder of the server with --data-dir, or its PostgreSQL with --database-url`,
    );
  }
}

/** Makes sure that the stores of the settings can be used, and hold all files. @throws Failure that begins with the setting that is wrong */
export async function checkStores({ checkStores }: Pick<Media, 'checkStores'>): Promise<void> {
  await checkStores().catch((error) => {
    throw new Failure(reasonOf(error));
  });
}

/** What is said of a data folder that this user of the system may not look into. */
export const foreignFolder = (dataDir: string) =>
  new Failure(`DATA_DIR ${dataDir} is another user's: run this as the user of the server, as runuser and sudo -u do`);

/** Opens the database of the settings for some work, and closes it. @throws Failure when it cannot be reached or used */
export async function withDatabase<Result>(config: Config, work: (db: Database) => Promise<Result>): Promise<Result> {
  const db = await opened(config);
  try {
    await db.ping().catch((error) => {
      throw new Failure(`the database does not answer: ${whyUnreachable(error)}`);
    });
    return await work(db);
  } finally {
    await db.close();
  }
}

async function opened(config: Config): Promise<Database> {
  try {
    return await openDatabase(config);
  } catch (error) {
    throw new Failure(`the database in ${config.dataDir} cannot be used: ${reasonOf(error)}`);
  }
}

const AGES = {
  none: 'there is no house in the database yet: start the server once, or make the first account with tonearm user create',
  older: 'the database is of an older version: start the server of this version once, which brings it up to date',
  newer: 'the database is of a newer version: use the tonearm of that version',
} as const;

/** @throws Failure unless the tables are those of this version */
export async function refuseOtherAge(db: Database): Promise<void> {
  const age = await db.age();
  if (age !== 'same') throw new Failure(AGES[age]);
}
