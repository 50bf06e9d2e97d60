import type { Database } from '../../db/database.ts';
import { secretStore } from './store.ts';

/** 512 bits: as long as any key of HMAC need be. */
const BYTES = 64;

/** What only the server knows. It lies in the database, so that all processes on one database know the same. */
export function secretService(db: Database) {
  const store = secretStore(db);

  /**
   * The secret of that name, made at the first call of all processes. When this returns it is on disk.
   * @param initial taken instead of a random one when there is none yet
   */
  async function get(name: string, initial?: string): Promise<string> {
    const kept = await store.byName(db.read, name);
    if (kept !== undefined) return kept;
    const value = initial ?? random();
    return db.write(async (tx) => {
      await store.insert(tx, { name, value, createdAt: Date.now() });
      // Another process may have been quicker.
      return (await store.byName(tx, name)) as string;
    });
  }

  return { get };
}

const random = () =>
  crypto.getRandomValues(new Uint8Array(BYTES)).toBase64({ alphabet: 'base64url', omitPadding: true });
