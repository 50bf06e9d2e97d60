import { and, asc, count, desc, eq, gt, inArray, lt, lte, max, or, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate } from '../../db/engines.ts';
import { idsOfPage, type Listing } from '../../db/list-query.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import type { Listed, ListRequest } from '../../lib/list-request.ts';
import type { AccountState, Discrepancy, Entry, EntryType, Outcome } from './model.ts';

interface KeyId {
  callerId: Id;
  operation: EntryType;
  key: string;
}

interface KeyRow extends KeyId {
  requestHash: string;
  outcome: Outcome;
  createdAt: number;
}

/** Queries on the ledger. */
export function royaltyStore({ engine, tables }: Database) {
  const { royaltyAccounts: accounts, royaltyEntries: entries, royaltyKeys: keys } = tables;
  const isKey = ({ callerId, operation, key }: KeyId) =>
    and(eq(keys.callerId, callerId), eq(keys.operation, operation), eq(keys.key, key));

  const history = prepared<Entry[]>((on) =>
    on
      .select()
      .from(entries)
      .where(
        and(
          eq(entries.artistId, sql.placeholder('artistId')),
          gt(entries.number, sql.placeholder('after')),
          lte(entries.number, sql.placeholder('last')),
        ),
      )
      .orderBy(asc(entries.number)),
  );
  const account = prepared<AccountState[]>((on) =>
    on
      .select()
      .from(accounts)
      .where(inArray(accounts.artistId, [sql.placeholder('artistId')])),
  );
  const newest: Listing<never> = {
    from: (on, fields) => on.select(fields).from(accounts),
    id: accounts.artistId,
    columns: {},
  };

  return {
    insertAccount: async (tx: Handle, row: AccountState) => void (await tx.insert(accounts).values(row)),

    account: async (on: Handle, artistId: Id) => (await account(on, { artistId }))[0],

    /** The same, locking the account until the transaction ends. */
    lockAccount: async (tx: Handle, artistId: Id): Promise<AccountState | undefined> =>
      (await forUpdate(engine, tx.select().from(accounts).where(eq(accounts.artistId, artistId))))[0],

    changeAccount: async (
      tx: Handle,
      artistId: Id,
      changes: Partial<AccountState>,
    ): Promise<AccountState | undefined> =>
      (await tx.update(accounts).set(changes).where(eq(accounts.artistId, artistId)).returning())[0],

    insertEntry: async (tx: Handle, entry: Entry) => void (await tx.insert(entries).values(entry)),

    /** Whether a payout to the artist names this receipt. */
    hasReceipt: async (on: Handle, artistId: Id, receiptKey: string): Promise<boolean> => {
      const paid = and(eq(entries.receiptKey, receiptKey), eq(entries.artistId, artistId));
      return (await on.select({ number: entries.number }).from(entries).where(paid).limit(1)).length > 0;
    },

    /** The entries of an account with a number above `after` and up to `last`, oldest first. */
    history: (on: Handle, artistId: Id, after: number, last: number): Promise<Entry[]> =>
      history(on, { artistId, after, last }),

    /** Accounts with the status `active`, newest artists first. */
    listActive: async (on: Handle, page: Pick<ListRequest, 'page' | 'limit'>): Promise<Listed<AccountState>> => {
      const isActive = and(gt(accounts.active, 0), eq(accounts.blocked, false));
      const { entries: ids, total } = await idsOfPage(on, newest, isActive, { ...page, sort: [] });
      const rows = await on
        .select()
        .from(accounts)
        .where(inArray(accounts.artistId, ids))
        .orderBy(desc(accounts.artistId));
      return { entries: rows, total };
    },

    key: async (on: Handle, id: KeyId): Promise<KeyRow | undefined> =>
      (await on.select().from(keys).where(isKey(id)))[0],

    insertKey: async (tx: Handle, row: KeyRow) => void (await tx.insert(keys).values(row)),

    deleteKeysBefore: async (tx: Handle, before: number) =>
      void (await tx.delete(keys).where(lt(keys.createdAt, before))),

    /** Accounts whose sums differ from those of their entries, in one statement, which sees a consistent state. */
    discrepancies: async (on: Handle): Promise<Discrepancy[]> => {
      const { artistId, type, amount, number } = entries;
      const booked = on
        .select({
          artistId,
          active: sql<string>`sum(case ${type} when 'income' then ${amount} else -${amount} end)`.as('booked_active'),
          total: sql<string>`sum(case ${type} when 'income' then ${amount} else 0 end)`.as('booked_total'),
          entries: count().as('booked_entries'),
          last: max(number).as('last_entry'),
        })
        .from(entries)
        .groupBy(artistId)
        .as('booked');
      const or0 = (sum: unknown) => sql<number>`coalesce(${sum}, 0)`.mapWith(Number);
      const sums = { active: or0(booked.active), total: or0(booked.total), entries: or0(booked.entries) };
      const differs = (kept: unknown, sum: unknown) => sql`${kept} <> ${sum}`;
      const rows = await on
        .select({
          artistId: accounts.artistId,
          kept: { active: accounts.active, total: accounts.total, entries: accounts.entries },
          booked: sums,
        })
        .from(accounts)
        .leftJoin(booked, eq(booked.artistId, accounts.artistId))
        .where(
          or(
            differs(accounts.active, sums.active),
            differs(accounts.total, sums.total),
            differs(accounts.entries, sums.entries),
            differs(accounts.entries, or0(booked.last)),
          ),
        )
        .orderBy(asc(accounts.artistId));
      return rows as Discrepancy[];
    },
  };
}
