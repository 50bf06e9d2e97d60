import { and, asc, desc, eq, gt, inArray, lt, lte, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate } from '../../db/engines.ts';
import { textsIn } from '../../db/json-list.ts';
import { idsOfPage, type Listing } from '../../db/list-query.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import type { Listed, ListRequest } from '../../lib/list-request.ts';
import type { AccountState, Entry, Operation } from './model.ts';

interface KeyId {
  callerId: Id;
  operation: Operation;
  key: string;
}

interface KeyRow extends KeyId {
  requestHash: string;
  outcome: unknown;
  createdAt: number;
}

/** Queries on the ledger. */
export function royaltyStore({ engine, tables }: Database) {
  const { royaltyAccounts: accounts, royaltyEntries: entries, royaltyKeys: keys } = tables;
  const isKey = ({ callerId, operation, key }: KeyId) =>
    and(eq(keys.callerId, callerId), eq(keys.operation, operation), eq(keys.key, key));

  const isOne = (payeeIds: readonly Id[]) => inArray(accounts.payeeId, textsIn(engine, JSON.stringify(payeeIds)));

  const history = prepared<Entry[]>((on) =>
    on
      .select()
      .from(entries)
      .where(
        and(
          eq(entries.payeeId, sql.placeholder('payeeId')),
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
      .where(inArray(accounts.payeeId, [sql.placeholder('payeeId')])),
  );
  const newest: Listing<never> = {
    from: (on, fields) => on.select(fields).from(accounts),
    id: accounts.payeeId,
    columns: {},
  };

  return {
    insertAccount: async (tx: Handle, row: AccountState) => void (await tx.insert(accounts).values(row)),

    account: async (on: Handle, payeeId: Id) => (await account(on, { payeeId }))[0],

    /** Some accounts, in no order. */
    accounts: async (on: Handle, payeeIds: readonly Id[]): Promise<AccountState[]> =>
      on.select().from(accounts).where(isOne(payeeIds)),

    /** Some accounts, which are locked until the transaction ends: in one order, so that two who do so never wait for each other. */
    lockAccounts: async (tx: Handle, payeeIds: readonly Id[]): Promise<AccountState[]> => {
      return forUpdate(engine, tx.select().from(accounts).where(isOne(payeeIds)).orderBy(asc(accounts.payeeId)));
    },

    /** An account, which is locked until the transaction ends. */
    lockAccount: async (tx: Handle, payeeId: Id): Promise<AccountState | undefined> =>
      (await forUpdate(engine, tx.select().from(accounts).where(eq(accounts.payeeId, payeeId))))[0],

    changeAccount: async (tx: Handle, payeeId: Id, changes: Partial<AccountState>): Promise<AccountState | undefined> =>
      (await tx.update(accounts).set(changes).where(eq(accounts.payeeId, payeeId)).returning())[0],

    /** Sets the sums of some accounts, which must be locked, in one statement. */
    changeSums: async (tx: Handle, states: readonly AccountState[]) => {
      const set = { active: sql`excluded.active`, total: sql`excluded.total`, entries: sql`excluded.entries` };
      await tx
        .insert(accounts)
        .values([...states])
        .onConflictDoUpdate({ target: accounts.payeeId, set });
    },

    insertEntries: async (tx: Handle, some: readonly Entry[]) => void (await tx.insert(entries).values([...some])),

    /** Whether a payout to the payee names this receipt. */
    hasReceipt: async (on: Handle, payeeId: Id, receiptKey: string): Promise<boolean> => {
      const paid = and(eq(entries.receiptKey, receiptKey), eq(entries.payeeId, payeeId));
      return (await on.select({ number: entries.number }).from(entries).where(paid).limit(1)).length > 0;
    },

    /** What was booked from a report, by payee, and of a payee in order. */
    ofReport: async (on: Handle, reportId: Id): Promise<Entry[]> =>
      on
        .select()
        .from(entries)
        .where(eq(entries.reportId, reportId))
        .orderBy(asc(entries.payeeId), asc(entries.number)),

    /** The entries of an account with a number above `after` and up to `last`, oldest first. */
    history: (on: Handle, payeeId: Id, after: number, last: number): Promise<Entry[]> =>
      history(on, { payeeId, after, last }),

    /** Accounts of artists with the status `active`, newest artists first. */
    listActive: async (on: Handle, page: Pick<ListRequest, 'page' | 'limit'>): Promise<Listed<AccountState>> => {
      // Written out, as the condition of the partial index is.
      const isActive = sql`${accounts.active} > 0 and not ${accounts.blocked} and ${accounts.artistId} is not null`;
      const { entries: ids, total } = await idsOfPage(on, newest, isActive, { ...page, sort: [] });
      const rows = await on
        .select()
        .from(accounts)
        .where(inArray(accounts.payeeId, ids))
        .orderBy(desc(accounts.payeeId));
      return { entries: rows, total };
    },

    key: async (on: Handle, id: KeyId): Promise<KeyRow | undefined> =>
      (await on.select().from(keys).where(isKey(id)))[0],

    insertKey: async (tx: Handle, row: KeyRow) => void (await tx.insert(keys).values(row)),

    deleteKeysBefore: async (tx: Handle, before: number) =>
      void (await tx.delete(keys).where(lt(keys.createdAt, before))),
  };
}
