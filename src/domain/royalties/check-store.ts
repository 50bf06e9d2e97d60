import { and, asc, count, eq, max, or, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import type { Discrepancy } from './model.ts';

/** Sums of a query that has no rows for some, as numbers. */
const or0 = (sum: unknown) => sql<number>`coalesce(${sum}, 0)`.mapWith(Number);
const differs = (kept: unknown, sum: unknown) => sql`${kept} <> ${sum}`;

/** Queries that prove the ledger. Each is one statement, which sees a consistent state. */
export function checkStore({ tables }: Database) {
  const { royaltyAccounts: accounts, royaltyEntries: entries, payoutBatches: batches, batchPayouts } = tables;

  return {
    /** Accounts whose sums differ from those of their entries. */
    accounts: async (on: Handle): Promise<Discrepancy[]> => {
      const { payeeId, type, amount, number } = entries;
      const booked = on
        .select({
          payeeId,
          active: sql<string>`sum(case ${type} when 'payout' then -${amount} else ${amount} end)`.as('booked_active'),
          total: sql<string>`sum(case ${type} when 'payout' then 0 else ${amount} end)`.as('booked_total'),
          entries: count().as('booked_entries'),
          last: max(number).as('last_entry'),
        })
        .from(entries)
        .groupBy(payeeId)
        .as('booked');
      const sums = { active: or0(booked.active), total: or0(booked.total), entries: or0(booked.entries) };
      const rows = await on
        .select({
          id: accounts.payeeId,
          kept: { active: accounts.active, total: accounts.total, entries: accounts.entries },
          booked: sums,
        })
        .from(accounts)
        .leftJoin(booked, eq(booked.payeeId, accounts.payeeId))
        .where(
          or(
            differs(accounts.active, sums.active),
            differs(accounts.total, sums.total),
            differs(accounts.entries, sums.entries),
            differs(accounts.entries, or0(booked.last)),
          ),
        )
        .orderBy(asc(accounts.payeeId));
      return rows.map((row) => ({ of: 'account', ...row }));
    },

    /** Batches whose total is not that of their register, or whose register has what no payout of the ledger is. */
    batches: async (on: Handle): Promise<Discrepancy[]> => {
      const { payeeId, entry, amount } = batchPayouts;
      const isIts = and(
        eq(entries.payeeId, payeeId),
        eq(entries.number, entry),
        eq(entries.type, 'payout'),
        eq(entries.amount, amount),
      );
      const booked = on
        .select({
          batchId: batchPayouts.batchId,
          total: sql<string>`sum(${entries.amount})`.as('booked_total'),
          payouts: count(entries.number).as('booked_payouts'),
          lines: count().as('lines'),
        })
        .from(batchPayouts)
        .leftJoin(entries, isIts)
        .groupBy(batchPayouts.batchId)
        .as('booked');
      const sums = { total: or0(booked.total), payouts: or0(booked.payouts) };
      const rows = await on
        .select({ id: batches.id, kept: { total: batches.total, payouts: or0(booked.lines) }, booked: sums })
        .from(batches)
        .leftJoin(booked, eq(booked.batchId, batches.id))
        .where(or(differs(batches.total, sums.total), differs(or0(booked.lines), sums.payouts)))
        .orderBy(asc(batches.id));
      return rows.map((row) => ({ of: 'batch', ...row }));
    },
  };
}
