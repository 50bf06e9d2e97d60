import { and, eq, getTableColumns, inArray, or, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate } from '../../db/engines.ts';
import { type Keyset, rowsOfPage } from '../../db/keyset.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import type { PageRequest } from '../../lib/page.ts';
import type { Account, Role } from './model.ts';

/** An account's row: with its folded keys and its password hash. */
export interface AccountRow extends Account {
  loginKey: string;
  emailKey: string | null;
  passwordHash: string | null;
}

/** An account without the columns that only this room uses. */
export function shown({ loginKey, emailKey, passwordHash, ...account }: AccountRow): Account {
  return account;
}

/** Queries on accounts. */
export function accountStore({ engine, tables: { accounts } }: Database) {
  const { loginKey, emailKey, passwordHash, ...shown } = getTableColumns(accounts);
  const byId = prepared<Account[]>((on) =>
    on
      .select(shown)
      .from(accounts)
      .where(inArray(accounts.id, [sql.placeholder('id')])),
  );
  const byColumn = (column: typeof accounts.loginKey | typeof accounts.emailKey) =>
    prepared<AccountRow[]>((on) =>
      on
        .select()
        .from(accounts)
        .where(inArray(column, [sql.placeholder('key')])),
    );
  const byLoginKey = byColumn(accounts.loginKey);
  const byEmailKey = byColumn(accounts.emailKey);
  const named = prepared<AccountRow[]>((on) =>
    on
      .select()
      .from(accounts)
      .where(
        or(inArray(accounts.loginKey, [sql.placeholder('key')]), inArray(accounts.emailKey, [sql.placeholder('key')])),
      ),
  );
  const newestFirst: Keyset = { columns: [accounts.createdAt, accounts.id], order: 'desc' };

  return {
    byId: async (on: Handle, id: Id) => (await byId(on, { id }))[0],

    /** By login, folded. */
    byLoginKey: async (on: Handle, key: string) => (await byLoginKey(on, { key }))[0],

    /** By e-mail address, folded. */
    byEmailKey: async (on: Handle, key: string) => (await byEmailKey(on, { key }))[0],

    /** Those whose login or e-mail address has this folded form: at most two. */
    named: (on: Handle, key: string): Promise<AccountRow[]> => named(on, { key }),

    anyOfRole: async (on: Handle, role: Role) =>
      (await on.select(shown).from(accounts).where(eq(accounts.role, role)).limit(1))[0],

    /** Locks the active accounts of role root until the transaction ends. @returns their ids */
    activeRoots: async (tx: Handle): Promise<Id[]> => {
      const query = tx.select({ id: accounts.id }).from(accounts);
      const rows = await forUpdate(
        engine,
        query.where(and(eq(accounts.role, 'root'), eq(accounts.active, true))).orderBy(accounts.id),
      );
      return rows.map(({ id }) => id);
    },

    /** Newest first, one more than the page holds if there is more. */
    list: (on: Handle, page: PageRequest): Promise<Account[]> =>
      rowsOfPage(on.select(shown).from(accounts), newestFirst, page),

    insert: async (tx: Handle, row: AccountRow) => void (await tx.insert(accounts).values(row)),

    /** @returns the changed account, `undefined` when there is none */
    update: async (tx: Handle, id: Id, changes: Partial<AccountRow>): Promise<Account | undefined> =>
      (await tx.update(accounts).set(changes).where(eq(accounts.id, id)).returning(shown))[0],

    /** Locks the account until the transaction ends: no row of another table can newly refer to it meanwhile. */
    lock: async (tx: Handle, id: Id): Promise<Account | undefined> =>
      (await forUpdate(engine, tx.select(shown).from(accounts).where(eq(accounts.id, id))))[0],

    delete: async (tx: Handle, id: Id) => void (await tx.delete(accounts).where(eq(accounts.id, id))),

    /** The hash of an active account's password. */
    passwordHash: async (on: Handle, id: Id) =>
      (
        await on
          .select({ passwordHash: accounts.passwordHash })
          .from(accounts)
          .where(and(eq(accounts.id, id), eq(accounts.active, true)))
      )[0]?.passwordHash,
  };
}
