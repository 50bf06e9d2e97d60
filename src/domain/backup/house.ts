import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { contentsOf } from '../../db/data-folder.ts';
import type { Database } from '../../db/database.ts';
import { openDatabase } from '../../db/open.ts';
import { emptyLog, loadIntoPostgres, tableNames } from '../../db/snapshot.ts';
import { whyUnreachable } from '../../db/unreachable.ts';
import { flush } from '../../lib/flush.ts';
import { isServerRunning } from '../limits/service.ts';
import { PLACES } from '../media/model.ts';
import type { storesOf } from '../media/service.ts';
import { BackupError } from './model.ts';

export type HouseSettings = Parameters<typeof storesOf>[0] & Pick<Config, 'dataDir' | 'databaseUrl'>;
type Stores = ReturnType<typeof storesOf>;

/** What a running process or an earlier one leaves in the folder that is nobody's data. */
const NO_DATA = /^(?:lock|lock-journal|running|door|restoring|tmp)$/;

/** @throws BackupError for a database of PostgreSQL that another process serves, that is newer, or does not answer */
export async function refuseServed(db: Database): Promise<void> {
  await db.ping().catch((error) => {
    throw new BackupError(`the database does not answer: ${whyUnreachable(error)}`);
  });
  if ((await db.age()) === 'newer')
    throw new BackupError('the database is of a newer version; use the tonearm of that version, or another database');
  if ((await tableNames(db)).includes('leases') && (await isServerRunning(db))) throw served();
}

const served = () =>
  new BackupError('a tonearm serves this database, or was killed just now; stop it, or wait half a minute');

/** What the target of a restore holds, in words for the owner. */
export interface Occupants {
  /** Of a house: a restore replaces it. */
  house: string[];
  /** In the data folder, and not of this program: a restore leaves it there. */
  others: string;
}

/** Says what the target of a restore holds; nothing of an empty one. */
export async function occupants(settings: HouseSettings, stores: Stores, db: Database | undefined): Promise<Occupants> {
  const { own, others } = contentsOf(settings.dataDir, PLACES);
  const inFolder = own.filter((name) => !NO_DATA.test(name));
  const found = inFolder.length === 0 ? [] : [`DATA_DIR ${settings.dataDir} (${shortened(inFolder)})`];
  if (db && settings.databaseUrl !== undefined && (await tableNames(db)).length > 0) {
    const { hostname, pathname } = new URL(settings.databaseUrl);
    found.push(`the database ${decodeURIComponent(pathname.slice(1))} at ${hostname}`);
  }
  for await (const listed of stores.s3?.list() ?? []) {
    if (listed.length === 0) continue;
    const { bucket, prefix } = settings.mediaStore as { bucket: string; prefix: string };
    found.push(`the files in s3://${bucket}/${prefix}`);
    break;
  }
  return { house: found, others: shortened(others) };
}

function shortened(names: readonly string[]): string {
  const some = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${some} and ${names.length - 10} more` : some;
}

/** The database that the settings name, if it is one of PostgreSQL. */
export const postgresOf = async (settings: HouseSettings): Promise<Database | undefined> =>
  settings.databaseUrl === undefined ? undefined : openDatabase(settings);

/**
 * Puts a database in the place of the one that is there, at one moment: before it the old house is whole, after it the new.
 * @throws BackupError when somebody serves it by now
 */
export async function replaceDatabase(dataDir: string, db: Database | undefined, staged: string): Promise<void> {
  if (db) {
    return loadIntoPostgres(db, staged, async (tx) => {
      if (await isServerRunning(db, tx)) throw served();
    });
  }
  const path = join(dataDir, 'tonearm.db');
  // What stands in the log of the old file only would be written into the new one.
  if (existsSync(path)) emptyLog(path);
  for (const log of ['-wal', '-shm']) await rm(path + log, { force: true });
  await rename(staged, path);
  await flush(dataDir);
}

/**
 * Removes what a restore has not brought: files that its database does not name, whatever was made of files, an earlier
 * database. What is not of this program stays.
 * @param isNamed whether the database says that the file lies in that store
 */
export async function removeOthers(
  { dataDir, databaseUrl }: HouseSettings,
  stores: Stores,
  isNamed: (store: 'folder' | 's3', place: string, name: string) => boolean,
): Promise<void> {
  for (const store of stores.all)
    for await (const listed of store.list())
      for (const { place, name } of listed) if (!isNamed(store.name, place, name)) await store.remove(place, name);
  const kept = databaseUrl === undefined ? 'tonearm.db' : '';
  for (const name of contentsOf(dataDir, []).own)
    if (!NO_DATA.test(name) && name !== kept) await rm(join(dataDir, name), { recursive: true, force: true });
}
