import { eq } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';

/** Puts the hash of one token in the place of another's. */
export function knownTokenStore({ tables: { accessKeys, refreshTokens } }: Database) {
  return {
    /** @returns how many access keys there were with the hash: one, or none */
    replaceKey: async (tx: Handle, before: string, keyHash: string): Promise<number> => {
      const replaced = tx.update(accessKeys).set({ keyHash }).where(eq(accessKeys.keyHash, before));
      return (await replaced.returning({ number: accessKeys.number })).length;
    },

    /** @returns how many refresh tokens there were with the hash: one, or none */
    replaceRefresh: async (tx: Handle, before: string, hash: string): Promise<number> => {
      const replaced = tx.update(refreshTokens).set({ hash }).where(eq(refreshTokens.hash, before));
      return (await replaced.returning({ family: refreshTokens.familyId })).length;
    },
  };
}
