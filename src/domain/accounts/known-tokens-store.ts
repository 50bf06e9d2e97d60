import { eq } from 'drizzle-orm';
import type { Database, Handle } from '../../db/database.ts';

/** Replaces the hashes of tokens. */
export function knownTokenStore({ tables: { accessKeys, refreshTokens } }: Database) {
  return {
    /** @returns how many access keys had the hash: 1 or 0 */
    replaceKey: async (tx: Handle, before: string, keyHash: string): Promise<number> => {
      const replaced = tx.update(accessKeys).set({ keyHash }).where(eq(accessKeys.keyHash, before));
      return (await replaced.returning({ number: accessKeys.number })).length;
    },

    /** @returns how many refresh tokens had the hash: 1 or 0 */
    replaceRefresh: async (tx: Handle, before: string, hash: string): Promise<number> => {
      const replaced = tx.update(refreshTokens).set({ hash }).where(eq(refreshTokens.hash, before));
      return (await replaced.returning({ family: refreshTokens.familyId })).length;
    },
  };
}
