import type { Database } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import type { Listed, ListRequest } from '../../lib/list-request.ts';
import { pieces } from '../../lib/pieces.ts';
import { yieldTurn } from '../../lib/yield-turn.ts';
import { balanceStore } from './balances-store.ts';
import { type Balance, type MonthlyIncome, statusOf } from './model.ts';
import type { Payees } from './payees.ts';
import type { royaltyStore } from './store.ts';

/** Accounts whose entries are added up before other requests have their turn. */
const AT_ONCE = 500;
/** Months that are told. */
const MOST_MONTHS = 24;

/** What accounts hold, without their histories, and what came in by month. */
export function balanceService(db: Database, store: ReturnType<typeof royaltyStore>, { named }: Pick<Payees, 'named'>) {
  const balances = balanceStore(db);

  /** A page of accounts, the largest balances first. @param payeeIds whose; absent: everybody's, also of payees from outside */
  async function list(page: Pick<ListRequest, 'page' | 'limit'>, payeeIds?: readonly Id[]): Promise<Listed<Balance>> {
    const { entries: ids, total } = await balances.largest(db.read, page, payeeIds);
    const accounts = new Map((await store.accounts(db.read, ids)).map((account) => [account.payeeId, account]));
    const names = await named(ids);
    const entries = ids.flatMap((id): Balance[] => {
      const [account, name] = [accounts.get(id), names.get(id)];
      // Deleted meanwhile.
      if (!account || !name) return [];
      return [{ ...name, active: account.active, total: account.total, status: statusOf(account) }];
    });
    return { entries, total };
  }

  async function* everybody(): AsyncGenerator<Id[]> {
    for (let after = ''; ; ) {
      const ids = await balances.after(db.read, after, AT_ONCE);
      if (ids.length > 0) yield ids;
      if (ids.length < AT_ONCE) return;
      after = ids.at(-1) ?? '';
    }
  }

  /**
   * The months in which something came in, the oldest of the last ones first. An entry belongs to its period where that is a
   * month, else to the UTC month in which it was booked.
   * @param payeeIds whose; absent: everybody's
   */
  async function income(payeeIds?: readonly Id[]): Promise<MonthlyIncome[]> {
    const sums = new Map<string, number>();
    for await (const ids of payeeIds ? pieces(payeeIds, AT_ONCE) : everybody()) {
      for (const { month, income } of await balances.income(db.read, ids))
        sums.set(month, (sums.get(month) ?? 0) + income);
      await yieldTurn();
    }
    const months = [...sums].map(([month, income]) => ({ month, income }));
    return months.sort((one, other) => (one.month < other.month ? -1 : 1)).slice(-MOST_MONTHS);
  }

  return { list, income };
}
