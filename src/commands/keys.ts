import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { oldTokenKey } from '../db/data-folder.ts';
import type { Database } from '../db/database.ts';
import type { Keys } from '../domain/accounts/model.ts';
import { secretService } from '../domain/secrets/service.ts';
import { accessTokens } from '../http/identity/access-tokens.ts';

/** The keys of tokens and app keys: of the settings, else of the database, where they are made once. */
export async function openKeys(db: Database, config: Config, log: Pick<Logger, 'warn'>): Promise<Keys> {
  return {
    signer: accessTokens(config.jwtSecret ?? (await tokenKey(db, config.dataDir, log))),
    refreshKey: await secretService(db).get('refresh'),
    appKeySecret: config.appKeySecret ?? (await secretService(db).get('app-keys')),
  };
}

/** The key of access tokens. An earlier version kept it in a file: it is moved to the database, so that tokens stay valid. */
async function tokenKey(db: Database, dataDir: string, log: Pick<Logger, 'warn'>): Promise<string> {
  const old = oldTokenKey(dataDir);
  if (old.warning !== undefined) log.warn(old.warning);
  const key = await secretService(db).get('tokens', old.key);
  // The row is on disk by now. The file is deleted: a second copy of a secret is only a risk.
  if (old.key === key) old.forget();
  else if (old.key !== undefined) log.warn(`${old.path} is not used: the database has another key; delete the file`);
  return key;
}
