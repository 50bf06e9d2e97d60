import type { Database } from '../../db/database.ts';
import { checkRecoupables } from '../recoupment/service.ts';
import type { Discrepancy } from '../royalties/model.ts';
import { checkAccounts } from '../royalties/service.ts';
import { bookingCheckStore } from './check-store.ts';

/** Proves the books. @returns what is not what it is made of: nothing, unless the database was edited by hand */
export async function checkLedger(db: Database): Promise<Discrepancy[]> {
  const { unbalanced, dues, recouped } = bookingCheckStore(db);
  const found = [...(await checkAccounts(db)), ...(await checkRecoupables(db))];
  for (const prove of [unbalanced, dues, recouped]) found.push(...(await prove(db.read)));
  return found;
}

/** By how much the books are wrong, all differences together. @returns 0 when they are right */
export async function ledgerDifference(db: Database): Promise<number> {
  const differences = (await checkLedger(db)).flatMap(({ kept, booked }) =>
    Object.keys(kept).map((sum) => Math.abs((kept[sum] ?? 0) - (booked[sum] ?? 0))),
  );
  return differences.reduce((sum, difference) => sum + difference, 0);
}
