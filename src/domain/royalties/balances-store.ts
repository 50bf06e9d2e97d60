import { and, asc, gt, inArray, ne, type SQL, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { isAmong, textsIn } from '../../db/json-list.ts';
import { idsOfPage, type Listing } from '../../db/list-query.ts';
import type { Id } from '../../lib/ids.ts';
import type { Listed, ListRequest } from '../../lib/list-request.ts';

/** Queries on what accounts hold, and on what came in by month. */
export function balanceStore({ engine, tables: { royaltyAccounts: accounts, royaltyEntries: entries } }: Database) {
  const largest: Listing<'active'> = {
    from: (on, fields) => on.select(fields).from(accounts),
    id: accounts.payeeId,
    columns: { active: accounts.active },
    order: [{ by: 'active', direction: 'desc' }],
  };
  const { period, madeAt, amount, type } = entries;
  /** The period where it is a month, else the UTC month of the entry. */
  const month: SQL<string> =
    engine === 'postgres'
      ? sql`case when ${period} ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])$' then ${period}
          else to_char(to_timestamp(${madeAt} / 1000) at time zone 'UTC', 'YYYY-MM') end`
      : sql`case when ${period} glob '[12][0-9][0-9][0-9]-0[1-9]' or ${period} glob '[12][0-9][0-9][0-9]-1[0-2]' then ${period}
          else strftime('%Y-%m', ${madeAt} / 1000, 'unixepoch') end`;

  return {
    /** A page of accounts, what is payable first: all, or some. */
    largest: (
      on: Handle,
      page: Pick<ListRequest, 'page' | 'limit'>,
      payeeIds: readonly Id[] | undefined,
    ): Promise<Listed<Id>> => {
      const condition = payeeIds && isAmong(engine, accounts.payeeId, payeeIds);
      return idsOfPage(on, largest, condition, { ...page, sort: [] });
    },

    /** The first ids of accounts after one, in order. */
    after: async (on: Handle, id: Id, limit: number): Promise<Id[]> => {
      const { payeeId } = accounts;
      const rows = on.select({ payeeId }).from(accounts).where(gt(payeeId, id)).orderBy(asc(payeeId)).limit(limit);
      return (await rows).map((row) => row.payeeId);
    },

    /** What came in on some accounts in each month, corrections included, in minor units. */
    income: async (on: Handle, payeeIds: readonly Id[]): Promise<{ month: string; income: number }[]> => {
      const months = on
        .select({ month: month.as('month'), amount })
        .from(entries)
        .where(and(inArray(entries.payeeId, textsIn(engine, JSON.stringify(payeeIds))), ne(type, 'payout')))
        .as('months');
      return on
        .select({ month: months.month, income: sql<number>`sum(${months.amount})`.mapWith(Number) })
        .from(months)
        .groupBy(months.month);
    },
  };
}
