import type { Columns } from '../columns.ts';

/** Accounts and their tokens. An account is the same in all dialects; logins and addresses are unique by their folded keys. */
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
      passwordSetAt: c.moment(),
      role: c.text().$type<Role>().notNull(),
      active: c.boolean().notNull(),
      createdAt: c.moment().notNull(),
      /** Bytes of the stored files that it has made: their sum. */
      used: c.bigint().notNull().default(0),
      /** Bytes that its resumable uploads may still bring, or hold. */
      reserved: c.bigint().notNull().default(0),
      /** Most bytes of both; 0: any number. Absent: what the settings say. */
      quota: c.bigint(),
    },
    (t) => [
      c.uniqueIndex('accounts_login_key').on(t.loginKey),
      c.uniqueIndex('accounts_email_key').on(t.emailKey),
      c.index('accounts_role').on(t.role),
      c.index('accounts_newest').on(t.createdAt, t.id),
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

  /** Access keys of accounts without a password: the users of the recorder. */
  const accessKeys = c.table(
    'access_keys',
    {
      /** The number that identifies the user for clients. */
      number: c.sequence(),
      accountId: c
        .id()
        .notNull()
        .references(() => accounts.id, { onDelete: 'cascade' }),
      /** As the user entered it; not unique. */
      name: c.text().notNull(),
      /** SHA-256 of the key, hexadecimal. */
      keyHash: c.text().notNull(),
    },
    (t) => [c.uniqueIndex('access_keys_account').on(t.accountId), c.uniqueIndex('access_keys_hash').on(t.keyHash)],
  );

  /** A sign-in on a dialect with access and refresh tokens: all tokens that come from it are one family. */
  const families = c.table(
    'token_families',
    {
      id: c.id().primaryKey(),
      accountId: c
        .id()
        .notNull()
        .references(() => accounts.id, { onDelete: 'cascade' }),
      createdAt: c.moment().notNull(),
      /** When its newest refresh token ends. */
      expiresAt: c.moment().notNull(),
    },
    (t) => [c.index('token_families_account').on(t.accountId), c.index('token_families_expiry').on(t.expiresAt)],
  );

  /** All refresh tokens of a family. A used one that is used again ends the family. */
  const refreshTokens = c.table(
    'refresh_tokens',
    {
      /** SHA-256 of the token, hexadecimal. */
      hash: c.text().primaryKey(),
      familyId: c
        .id()
        .notNull()
        .references(() => families.id, { onDelete: 'cascade' }),
      usedAt: c.moment(),
    },
    (t) => [c.index('refresh_tokens_family').on(t.familyId)],
  );

  /** Keys by which players show who they are, one a device. */
  const appKeys = c.table(
    'app_keys',
    {
      id: c.id().primaryKey(),
      account: c
        .id()
        .notNull()
        .references(() => accounts.id, { onDelete: 'cascade' }),
      /** What its owner calls the device. */
      name: c.text().notNull(),
      /** SHA-256 of the key, hexadecimal. */
      hash: c.text().notNull(),
      /** The key itself, encrypted: players prove it by a digest with a salt of theirs. Base64. */
      sealed: c.text().notNull(),
      /** Its last four characters. */
      hint: c.text().notNull(),
      createdAt: c.moment().notNull(),
      lastUsedAt: c.moment(),
      lastClient: c.text(),
    },
    (t) => [c.uniqueIndex('app_keys_hash').on(t.hash), c.index('app_keys_account').on(t.account)],
  );

  return { accounts, sessions, accessKeys, families, refreshTokens, appKeys };
}

export type Role = 'listener' | 'musician' | 'artist' | 'manager' | 'root';
