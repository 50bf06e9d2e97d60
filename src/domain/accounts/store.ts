import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import type { Account, Role } from './model.ts';

export interface AccountRow {
  id: Id;
  login: string;
  loginKey: string;
  email: string | null;
  emailKey: string | null;
  passwordHash: string | null;
  role: Role;
  active: boolean;
  createdAt: number;
}

export type AccountStore = ReturnType<typeof accountStore>;

/** Queries on accounts and their sessions. */
export function accountStore({ tables: { accounts, sessions } }: Database) {
  const shown = { id: accounts.id, login: accounts.login, role: accounts.role };
  const ofSession = prepared<Account[]>((on) =>
    on
      .select(shown)
      .from(sessions)
      .innerJoin(accounts, eq(accounts.id, sessions.accountId))
      .where(and(inArray(sessions.tokenHash, [sql.placeholder('hash')]), eq(accounts.active, true))),
  );
  const ofKey = prepared<AccountRow[]>((on) =>
    on.select().from(accounts).where(eq(accounts.loginKey, sql.placeholder('key'))),
  );

  return {
    insert: async (on: Handle, row: AccountRow) => void (await on.insert(accounts).values(row)),

    /** The active account whose session token has this hash. */
    bySession: async (on: Handle, hash: string) => (await ofSession(on, { hash }))[0],

    byLoginKey: async (on: Handle, key: string) => (await ofKey(on, { key }))[0],

    anyOfRole: async (on: Handle, role: Role) =>
      (await on.select(shown).from(accounts).where(eq(accounts.role, role)).limit(1))[0],

    /** Opens the account's session, in place of the one before. */
    putSession: async (on: Handle, accountId: Id, tokenHash: string, createdAt: number) => {
      await on
        .insert(sessions)
        .values({ accountId, tokenHash, createdAt })
        .onConflictDoUpdate({ target: sessions.accountId, set: { tokenHash, createdAt } });
    },
  };
}
