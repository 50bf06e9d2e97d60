import {
  and,
  type Column,
  count,
  desc,
  eq,
  getTableColumns,
  inArray,
  isNull,
  lt,
  or,
  sql,
  type Table,
} from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import type { Account, AppKey } from './model.ts';

/** A row of the table of app keys. */
export interface AppKeyRow extends AppKey {
  account: Id;
  hash: string;
  sealed: string;
}

/** An account with all its app keys: `<id> <hash> <sealed>`, separated by commas; `null` when it has none. */
export interface KeyedAccount extends Account {
  loginKey: string;
  emailKey: string | null;
  keys: string | null;
}

/** Queries on app keys. */
export function appKeyStore({ engine, tables: { accounts, appKeys } }: Database) {
  const { passwordHash, loginKey, emailKey, ...shown } = getTableColumns(accounts);
  const { account: owner, hash, sealed, ...listed } = getTableColumns(appKeys);
  // In a query on one table drizzle writes columns without it; here they stand in a query within.
  const full = (table: Table, { name }: Column) => sql`${table}.${sql.identifier(name)}`;
  const [id, whose] = [full(appKeys, appKeys.id), full(appKeys, owner)];
  const entry = sql`${id} || ' ' || ${full(appKeys, hash)} || ' ' || ${full(appKeys, sealed)}`;
  const joined = sql.raw(engine === 'postgres' ? 'string_agg' : 'group_concat');
  const keys = sql<
    string | null
  >`(select ${joined}(${entry}, ',' order by ${id}) from ${appKeys} where ${whose} = ${full(accounts, accounts.id)})`.as(
    'keys',
  );

  const named = prepared<KeyedAccount[]>((on) =>
    on
      .select({ ...shown, loginKey, emailKey, keys })
      .from(accounts)
      .where(or(inArray(loginKey, [sql.placeholder('key')]), inArray(emailKey, [sql.placeholder('key')]))),
  );
  const byHash = prepared<{ keyId: Id; account: Account }[]>((on) =>
    on
      .select({ keyId: appKeys.id, account: shown })
      .from(appKeys)
      .innerJoin(accounts, eq(accounts.id, owner))
      .where(inArray(hash, [sql.placeholder('hash')])),
  );

  return {
    /** The accounts whose login or address has this folded form: at most two. All is read anew, so that it holds for all replicas. */
    named: (on: Handle, key: string): Promise<KeyedAccount[]> => named(on, { key }),

    /** The account of a key. */
    byHash: async (on: Handle, wanted: string) => (await byHash(on, { hash: wanted }))[0],

    byId: async (on: Handle, id: Id): Promise<AppKeyRow | undefined> =>
      (await on.select().from(appKeys).where(eq(appKeys.id, id)))[0],

    /** Those of an account, newest first. */
    list: (on: Handle, account: Id): Promise<AppKey[]> =>
      on.select(listed).from(appKeys).where(eq(owner, account)).orderBy(desc(appKeys.createdAt), desc(appKeys.id)),

    count: async (on: Handle, account: Id): Promise<number> =>
      (await on.select({ count: count() }).from(appKeys).where(eq(owner, account)))[0]?.count ?? 0,

    insert: async (tx: Handle, row: AppKeyRow) => void (await tx.insert(appKeys).values(row)),

    /** Replaces the key of a row. @returns how many rows had the id: 1 or 0 */
    replace: async (tx: Handle, id: Id, key: Pick<AppKeyRow, 'hash' | 'sealed' | 'hint'>): Promise<number> =>
      (await tx.update(appKeys).set(key).where(eq(appKeys.id, id)).returning({ id: appKeys.id })).length,

    /** Notes a use, unless one since `after` is noted. */
    touch: async (tx: Handle, id: Id, after: number, use: Pick<AppKeyRow, 'lastUsedAt' | 'lastClient'>) =>
      void (await tx
        .update(appKeys)
        .set(use)
        .where(and(eq(appKeys.id, id), or(isNull(appKeys.lastUsedAt), lt(appKeys.lastUsedAt, after))))),

    /** @param of the account that must have it; any when absent @returns whose it was, `undefined` when there is none */
    delete: async (tx: Handle, id: Id, of?: Id): Promise<Id | undefined> =>
      (
        await tx
          .delete(appKeys)
          .where(and(eq(appKeys.id, id), of === undefined ? undefined : eq(owner, of)))
          .returning({ account: owner })
      )[0]?.account,

    deleteAll: async (tx: Handle, account: Id) => void (await tx.delete(appKeys).where(eq(owner, account))),
  };
}
