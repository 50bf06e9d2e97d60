import type { Database } from '../../db/database.ts';
import { secretStore } from './store.ts';

/** 512 bits, the block size of SHA-256: a longer HMAC key is not stronger (RFC 2104, section 3). */
const BYTES = 64;

/** The server's secrets. They are stored in the database, so that all processes on it have the same. */
export function secretService(db: Database) {
  const store = secretStore(db);

  /**
   * The secret of that name, which the first call of any process creates. When this resolves it is on disk.
   * @param initial the value to create it with; random when absent
   */
  async function get(name: string, initial?: string): Promise<string> {
    const kept = await store.byName(db.read, name);
    if (kept !== undefined) return kept;
    const value = initial ?? random();
    return db.write(async (tx) => {
      await store.insert(tx, { name, value, createdAt: Date.now() });
      // Another process may have created it meanwhile.
      return (await store.byName(tx, name)) as string;
    });
  }

  return { get };
}

const random = () =>
  crypto.getRandomValues(new Uint8Array(BYTES)).toBase64({ alphabet: 'base64url', omitPadding: true });
