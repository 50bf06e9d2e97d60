import { nanoid } from 'nanoid';
import type { Config } from '../../config.ts';
import type { Database } from '../../db/database.ts';
import { isKind } from '../../errors.ts';
import type { Account, Registration } from './model.ts';
import { accountStore } from './store.ts';

/**
 * Creates the first `root` account if there is none.
 * @returns its login and, if it was generated, its password, which is not stored; `undefined` when there was a root already
 * @throws Error when ROOT_LOGIN is taken by another account
 */
export async function makeFirstRoot(
  db: Database,
  config: Pick<Config, 'rootLogin' | 'rootPassword'>,
  register: (registration: Registration) => Promise<Account>,
): Promise<{ login: string; password?: string | undefined } | undefined> {
  const store = accountStore(db);
  if (await store.anyOfRole(db.read, 'root')) return undefined;
  const generated = config.rootPassword === undefined ? nanoid(24) : undefined;
  const password = config.rootPassword ?? generated;
  try {
    await register({ login: config.rootLogin, password, role: 'root' });
  } catch (error) {
    // Another process on the same database has created it meanwhile; or an account that is not root has the login.
    const isTaken = isKind(error, 'conflict');
    if (isTaken && (await store.anyOfRole(db.read, 'root'))) return undefined;
    throw isTaken ? new Error(`ROOT_LOGIN ${config.rootLogin} is taken by an account that is not root`) : error;
  }
  return { login: config.rootLogin, password: generated };
}
