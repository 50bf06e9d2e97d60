import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { DataFolderError, takeDataFolder } from '../../db/data-folder.ts';
import type { Database } from '../../db/database.ts';
import { checkedFields } from '../../domain/accounts/fields.ts';
import { PLACES } from '../../domain/media/model.ts';
import { openServices } from '../../domain/services.ts';
import { STDERR, write } from '../../lib/output.ts';
import { refuseNoDatabase, refuseOtherAge, withDatabase } from '../beside.ts';
import { openKeys } from '../keys.ts';
import { askAtDoor } from './door.ts';
import { type ShownAccount, type UserRequests, userOperations } from './operations.ts';

/** Milliseconds to wait for a server that has the folder and no open door: it is starting or stopping. */
const PATIENCE = 10_000;
const RETRY_DELAY = 100;

/**
 * Changes an account: on PostgreSQL in the database; on SQLite through the server that owns the folder, or, when none runs, in
 * the folder, which is taken meanwhile. To `create` makes the house where there is none.
 * @throws Failure, DataFolderError, DomainError
 */
export async function change<Name extends keyof UserRequests>(
  config: Config,
  name: Name,
  asked: UserRequests[Name],
): Promise<ShownAccount> {
  const { databaseUrl, dataDir } = config;
  const inDatabase = () => withDatabase(config, (db) => changeIn(db, config, name, asked));
  if (databaseUrl !== undefined) return inDatabase();
  if (name !== 'create') refuseNoDatabase(config);
  else if (!existsSync(join(dataDir, 'tonearm.db'))) checkFirst(config, asked as UserRequests['create']);
  for (const end = Date.now() + PATIENCE; ; await Bun.sleep(RETRY_DELAY)) {
    const answered = await askAtDoor(dataDir, name, asked);
    if (answered !== undefined) return answered;
    try {
      const folder = takeDataFolder(dataDir, PLACES);
      return await inDatabase().finally(folder.release);
    } catch (error) {
      if (!(error instanceof DataFolderError && error.isTaken) || Date.now() > end) throw error;
    }
  }
}

/** Looks at the first account before there is a house for it: one that is refused leaves none. @throws DomainError */
function checkFirst(config: Config, { role, ...account }: UserRequests['create']): void {
  checkedFields(account, role, config.passwordMinLength);
}

async function changeIn<Name extends keyof UserRequests>(
  db: Database,
  config: Config,
  name: Name,
  asked: UserRequests[Name],
): Promise<ShownAccount> {
  if (name === 'create' && (await db.age()) === 'none') {
    checkFirst(config, asked as UserRequests['create']);
    await db.migrate();
  }
  await refuseOtherAge(db);
  const keys = await openKeys(db, config, { warn: (warning: string) => void write(STDERR, `tonearm: ${warning}\n`) });
  return userOperations(openServices(db, config, keys).accounts)[name](asked);
}
