import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

export type Seals = ReturnType<typeof sealsOf>;

/**
 * Encrypts texts for the database. A sealed text is bound to its row, so that it cannot be put into another.
 * @param secret of 32 characters or more, the same on every replica
 * @param purpose what it seals: what is sealed for one purpose is no good for another
 */
export function sealsOf(secret: string, purpose: string) {
  const sealingKey = Buffer.from(hkdfSync('sha256', secret, '', purpose, KEY_BYTES));

  /** @param row the id of the text's row @returns nonce, ciphertext and tag in Base64 */
  function seal(row: string, text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, sealingKey, nonce).setAAD(Buffer.from(row));
    return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64');
  }

  /** @returns the text; `undefined` when it was sealed by another secret or for another row */
  function unseal(row: string, sealed: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64');
    if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv(CIPHER, sealingKey, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(row)).setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString();
    } catch {
      return undefined;
    }
  }

  return { seal, unseal };
}
