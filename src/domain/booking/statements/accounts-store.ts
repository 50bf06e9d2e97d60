import { asc, eq, gt, inArray, ne, or, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../../db/database.ts';
import { forUpdate } from '../../../db/engines.ts';
import { rowsIn, textsIn, tuplesIn } from '../../../db/json-list.ts';
import type { Id } from '../../../lib/ids.ts';
import { pieces } from '../../../lib/pieces.ts';

/** Rows in one statement, whose parameters have a limit. */
const AT_ONCE = 1000;

/** What the closes so far have taken of a payee's account: entries up to that number, and the balance then, in minor units. */
export interface Mark {
  payeeId: Id;
  entries: number;
  closing: number;
}

/** An account, locked. */
export interface LockedAccount {
  payeeId: Id;
  artistId: Id | null;
  /** The balance, in minor units. */
  active: number;
  entries: number;
}

/** What was entered in an account since the close before, in minor units. */
export interface Entered {
  /** Income that was typed by hand. */
  typed: number;
  payouts: number;
  /** What was booked from reports: earned less recouped. */
  due: number;
}

/** Queries on the accounts that statements are of. */
export function accountStore({
  engine,
  tables: { closedAccounts, royaltyAccounts: accounts, royaltyEntries: entries },
}: Database) {
  const { payeeId, artistId, active } = accounts;

  return {
    /** Who has entries that no close has taken, or had a balance at the last one. */
    changed: async (on: Handle): Promise<Id[]> => {
      const taken = sql`coalesce(${closedAccounts.entries}, 0)`;
      const rows = await on
        .select({ payeeId })
        .from(accounts)
        .leftJoin(closedAccounts, eq(closedAccounts.payeeId, payeeId))
        .where(or(gt(accounts.entries, taken), ne(closedAccounts.closing, 0)))
        .orderBy(asc(payeeId));
      return rows.map((row) => row.payeeId);
    },

    /** Some accounts, in order, which are locked until the transaction ends. */
    lock: async (tx: Handle, ids: readonly Id[]): Promise<LockedAccount[]> => {
      const fields = { payeeId, artistId, active, entries: accounts.entries };
      const which = inArray(payeeId, textsIn(engine, JSON.stringify(ids)));
      return forUpdate(engine, tx.select(fields).from(accounts).where(which).orderBy(asc(payeeId)));
    },

    marks: async (on: Handle, ids: readonly Id[]): Promise<Map<Id, Mark>> => {
      const which = inArray(closedAccounts.payeeId, textsIn(engine, JSON.stringify(ids)));
      const rows = await on.select().from(closedAccounts).where(which);
      return new Map(rows.map((row) => [row.payeeId, row]));
    },

    /** What was entered in each account since its mark; who has nothing is left out. */
    entered: async (on: Handle, marks: readonly Mark[]): Promise<Map<Id, Entered>> => {
      const list = JSON.stringify(marks.map((mark) => ({ payee: mark.payeeId, after: mark.entries })));
      const { type, amount, reportId } = entries;
      const sumIf = (condition: unknown, of: unknown = amount) =>
        sql<number>`coalesce(sum(case when ${condition} then ${of} end), 0)`.mapWith(Number);
      const rows = await on
        .select({
          payeeId: entries.payeeId,
          typed: sumIf(sql`${type} <> 'payout' and ${reportId} is null`),
          payouts: sumIf(sql`${type} = 'payout'`),
          due: sumIf(sql`${reportId} is not null`),
        })
        .from(rowsIn(engine, list, { payee: 'text', after: 'bigint' }))
        .innerJoin(entries, sql`${entries.payeeId} = given.payee and ${entries.number} > given.after`)
        .groupBy(entries.payeeId);
      return new Map(rows.map((row) => [row.payeeId, row]));
    },

    /** Marks what a close has taken. */
    mark: async (tx: Handle, marks: readonly Mark[]) => {
      const set = { entries: sql`excluded.entries`, closing: sql`excluded.closing` };
      for (const some of pieces(marks, AT_ONCE)) {
        const rows = JSON.stringify(some.map(({ payeeId, entries, closing }) => [payeeId, entries, closing]));
        await tx
          .insert(closedAccounts)
          .select(tuplesIn(engine, rows, [], ['text', 'bigint', 'bigint']))
          .onConflictDoUpdate({ target: closedAccounts.payeeId, set });
      }
    },
  };
}
