import type { Database } from '../../db/database.ts';
import { knownTokenStore } from './known-tokens-store.ts';
import { hashToken } from './tokens.ts';

/**
 * Replaces random tokens by the publicly known ones that the documentation of the demo shows. Only the command `demo` uses
 * this.
 */
export function knownTokens(db: Database) {
  const store = knownTokenStore(db);

  /** @throws Error when there is no such key */
  async function replaceKey(current: string, known: string): Promise<void> {
    const replaced = await db.write((tx) => store.replaceKey(tx, hashToken(current), hashToken(known)));
    if (replaced === 0) throw new Error('there is no such access key');
  }

  /** @throws Error when there is no such refresh token */
  async function replaceRefresh(current: string, known: string): Promise<void> {
    const replaced = await db.write((tx) => store.replaceRefresh(tx, hashToken(current), hashToken(known)));
    if (replaced === 0) throw new Error('there is no such refresh token');
  }

  return { replaceKey, replaceRefresh };
}
