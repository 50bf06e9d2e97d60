import type { Database } from '../../db/database.ts';
import { checkRecoupables } from '../recoupment/service.ts';
import type { Discrepancy } from '../royalties/model.ts';
import { checkAccounts } from '../royalties/service.ts';

/** Proves the books. @returns what is not what it is made of: nothing, unless the database was edited by hand */
export async function checkLedger(db: Database): Promise<Discrepancy[]> {
  return [...(await checkAccounts(db)), ...(await checkRecoupables(db))];
}
