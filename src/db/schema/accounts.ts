import type { Columns } from '../columns.ts';

/** People. One row is one person on every dialect; the keys are folded, so a name is taken without regard to case. */
export function accountTables(c: Columns) {
  const accounts = c.table(
    'accounts',
    {
      id: c.id().primaryKey(),
      login: c.text().notNull(),
      loginKey: c.text().notNull(),
      email: c.text(),
      emailKey: c.text(),
      /** argon2id in PHC form; absent for accounts that are reached by a token alone. */
      passwordHash: c.text(),
      role: c.text().$type<Role>().notNull(),
      active: c.boolean().notNull(),
      createdAt: c.moment().notNull(),
    },
    (t) => [
      c.uniqueIndex('accounts_login_key').on(t.loginKey),
      c.uniqueIndex('accounts_email_key').on(t.emailKey),
      c.index('accounts_role').on(t.role),
    ],
  );

  /** The catalogue's session token: one an account, so that a new login ends the old one. */
  const sessions = c.table(
    'sessions',
    {
      accountId: c
        .id()
        .primaryKey()
        .references(() => accounts.id, { onDelete: 'cascade' }),
      /** SHA-256 of the token, hexadecimal. */
      tokenHash: c.text().notNull(),
      createdAt: c.moment().notNull(),
    },
    (t) => [c.uniqueIndex('sessions_token_hash').on(t.tokenHash)],
  );

  return { accounts, sessions };
}

export type Role = 'listener' | 'musician' | 'artist' | 'manager' | 'root';
