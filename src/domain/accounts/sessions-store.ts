import { and, eq, getTableColumns, gt, inArray, isNull, lt, ne, sql } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';
import { forUpdate, forUpdateSkipLocked } from '../../db/engines.ts';
import { prepared } from '../../db/query.ts';
import type { Id } from '../../lib/ids.ts';
import type { Account, KeyHolder } from './model.ts';

/** Who has signed in, and when. */
export interface SignIn {
  account: Id;
  at: number;
}

/** Queries on sessions and families of tokens. */
export function sessionStore({
  engine,
  tables: { accounts, sessions, accessKeys, families, refreshTokens },
}: Database) {
  const { loginKey, emailKey, passwordHash, ...shown } = getTableColumns(accounts);
  const bySession = prepared<Account[]>((on) =>
    on
      .select(shown)
      .from(sessions)
      .innerJoin(accounts, eq(accounts.id, sessions.accountId))
      .where(and(inArray(sessions.tokenHash, [sql.placeholder('hash')]), eq(accounts.active, true))),
  );
  const byKey = prepared<KeyHolder[]>((on) =>
    on
      .select({ account: shown, number: accessKeys.number, name: accessKeys.name })
      .from(accessKeys)
      .innerJoin(accounts, eq(accounts.id, accessKeys.accountId))
      .where(and(inArray(accessKeys.keyHash, [sql.placeholder('hash')]), eq(accounts.active, true))),
  );
  const byFamily = prepared<Account[]>((on) =>
    on
      .select(shown)
      .from(families)
      .innerJoin(accounts, eq(accounts.id, families.accountId))
      .where(and(inArray(families.id, [sql.placeholder('id')]), eq(accounts.active, true))),
  );

  return {
    /** The active account whose session token has this hash. */
    bySession: async (on: Handle, hash: string) => (await bySession(on, { hash }))[0],

    /** The active account whose access key has this hash. */
    byKey: async (on: Handle, hash: string) => (await byKey(on, { hash }))[0],

    /** @returns the number of the key's holder */
    insertKey: async (tx: Handle, accountId: Id, name: string, keyHash: string): Promise<number> =>
      (await tx.insert(accessKeys).values({ accountId, name, keyHash }).returning({ number: accessKeys.number }))[0]
        ?.number ?? 0,

    /** The active account of a family that has not ended. */
    byFamily: async (on: Handle, id: Id) => (await byFamily(on, { id }))[0],

    /** Opens the account's session, in place of the one before. */
    putSession: async (tx: Handle, accountId: Id, tokenHash: string, createdAt: number) => {
      await tx
        .insert(sessions)
        .values({ accountId, tokenHash, createdAt })
        .onConflictDoUpdate({ target: sessions.accountId, set: { tokenHash, createdAt } });
    },

    insertFamily: async (tx: Handle, row: typeof families.$inferInsert) => void (await tx.insert(families).values(row)),

    extendFamily: async (tx: Handle, id: Id, expiresAt: number) =>
      void (await tx.update(families).set({ expiresAt }).where(eq(families.id, id))),

    insertRefresh: async (tx: Handle, hash: string, familyId: Id) =>
      void (await tx.insert(refreshTokens).values({ hash, familyId })),

    /** A refresh token; its family must be locked. */
    refreshToken: async (tx: Handle, hash: string) =>
      (await tx.select().from(refreshTokens).where(eq(refreshTokens.hash, hash)))[0],

    useRefresh: async (tx: Handle, hash: string, usedAt: number) =>
      void (await tx.update(refreshTokens).set({ usedAt }).where(eq(refreshTokens.hash, hash))),

    /** Deletes a family's tokens that were used before a point in time. */
    deleteUsedBefore: async (tx: Handle, familyId: Id, before: number) =>
      void (await tx
        .delete(refreshTokens)
        .where(and(eq(refreshTokens.familyId, familyId), lt(refreshTokens.usedAt, before)))),

    /** Whose an unused refresh token is that has not ended, and when they signed in. Nobody's, when they are deactivated. */
    openedBy: async (on: Handle, hash: string, now: number): Promise<SignIn | undefined> =>
      (
        await on
          .select({ account: families.accountId, at: families.createdAt })
          .from(refreshTokens)
          .innerJoin(families, eq(families.id, refreshTokens.familyId))
          .innerJoin(accounts, eq(accounts.id, families.accountId))
          .where(
            and(
              ...[eq(refreshTokens.hash, hash), isNull(refreshTokens.usedAt)],
              ...[gt(families.expiresAt, now), eq(accounts.active, true)],
            ),
          )
      )[0],

    /** Locks a family until the transaction ends. */
    lockFamily: async (tx: Handle, id: Id) =>
      (await forUpdate(engine, tx.select().from(families).where(eq(families.id, id))))[0],

    /** The family of a refresh token, used or not. */
    familyOfRefresh: async (on: Handle, hash: string): Promise<Id | undefined> =>
      (await on.select({ familyId: refreshTokens.familyId }).from(refreshTokens).where(eq(refreshTokens.hash, hash)))[0]
        ?.familyId,

    endFamily: async (tx: Handle, id: Id) => void (await tx.delete(families).where(eq(families.id, id))),

    endSession: async (tx: Handle, accountId: Id) =>
      void (await tx.delete(sessions).where(eq(sessions.accountId, accountId))),

    /** Deletes all families of an account except `kept`. */
    endFamilies: async (tx: Handle, accountId: Id, kept?: Id) =>
      void (await tx
        .delete(families)
        .where(and(eq(families.accountId, accountId), kept === undefined ? undefined : ne(families.id, kept)))),

    /** Deletes expired families, except those that another process is deleting now. */
    endExpired: async (tx: Handle, now: number) => {
      const expired = tx.select({ id: families.id }).from(families).where(lt(families.expiresAt, now));
      await tx.delete(families).where(inArray(families.id, forUpdateSkipLocked(engine, expired)));
    },
  };
}
