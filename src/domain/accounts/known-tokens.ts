import type { Database } from '../../db/database.ts';
import type { Id } from '../../lib/ids.ts';
import { appKeySeals, hintOf } from './app-key-seals.ts';
import { appKeyStore } from './app-keys-store.ts';
import { knownTokenStore } from './known-tokens-store.ts';
import { hashToken } from './tokens.ts';

/**
 * Replaces random tokens by the publicly known ones that the documentation of the demo shows. Only the command `demo` uses
 * this.
 */
export function knownTokens(db: Database, appKeySecret: string) {
  const store = knownTokenStore(db);
  const appKeys = appKeyStore(db);
  const seals = appKeySeals(appKeySecret);

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

  /** @throws Error when there is no such app key */
  async function replaceAppKey(id: Id, known: string): Promise<void> {
    const key = { hash: hashToken(known), sealed: seals.seal(id, known), hint: hintOf(known) };
    const replaced = await db.write((tx) => appKeys.replace(tx, id, key));
    if (replaced === 0) throw new Error('there is no such app key');
  }

  return { replaceKey, replaceRefresh, replaceAppKey };
}
