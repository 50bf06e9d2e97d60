import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Id } from '../../lib/ids.ts';

/** Crockford's alphabet, in lower case: no `i`, `l`, `o` and `u`, which are misread. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** 130 random bits. */
const LENGTH = 26;

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const INFO = 'tonearm app keys';

/** A new app key: 26 characters of 5 random bits each. */
export function newAppKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  return Array.from(bytes, (byte) => ALPHABET[byte & 31]).join('');
}

/** What is shown of an app key whose owner has to recognize it. */
export const hintOf = (key: string): string => key.slice(-4);

export type Seals = ReturnType<typeof appKeySeals>;

/**
 * Encrypts app keys for the database. A sealed key is bound to its row, so that it cannot be put into another.
 * @param secret of 32 characters or more, the same on every replica
 */
export function appKeySeals(secret: string) {
  const sealingKey = Buffer.from(hkdfSync('sha256', secret, '', INFO, KEY_BYTES));

  /** @param row the id of the key's row @returns nonce, ciphertext and tag in Base64 */
  function seal(row: Id, key: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, sealingKey, nonce).setAAD(Buffer.from(row));
    return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]).toString('base64');
  }

  /** @returns the key; `undefined` when it was sealed by another secret or for another row */
  function unseal(row: Id, sealed: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64');
    if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv(CIPHER, sealingKey, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(row)).setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const key = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([key, decipher.final()]).toString();
    } catch {
      return undefined;
    }
  }

  return { seal, unseal };
}
