import type { Database } from '../../db/database.ts';
import { knownTokenStore } from './known-tokens-store.ts';
import { hashToken } from './tokens.ts';

/**
 * Puts tokens that everybody knows in the place of random ones, for the demo's world alone: its documentation shows
 * them. Nothing that serves a real house uses this.
 */
export function knownTokens(db: Database) {
  const store = knownTokenStore(db);

  /** @throws Error when there is no such key */
  async function replaceKey(given: string, known: string): Promise<void> {
    const replaced = await db.write((tx) => store.replaceKey(tx, hashToken(given), hashToken(known)));
    if (replaced === 0) throw new Error('there is no such access key');
  }

  /** @throws Error when there is no such refresh token */
  async function replaceRefresh(given: string, known: string): Promise<void> {
    const replaced = await db.write((tx) => store.replaceRefresh(tx, hashToken(given), hashToken(known)));
    if (replaced === 0) throw new Error('there is no such refresh token');
  }

  return { replaceKey, replaceRefresh };
}
