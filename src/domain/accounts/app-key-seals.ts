import { sealsOf } from '../../lib/seals.ts';

/** Crockford's alphabet, in lower case: no `i`, `l`, `o` and `u`, which are misread. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** 130 random bits. */
const LENGTH = 26;

/** A new app key: 26 characters of 5 random bits each. */
export function newAppKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  return Array.from(bytes, (byte) => ALPHABET[byte & 31]).join('');
}

/** What is shown of an app key whose owner has to recognize it. */
export const hintOf = (key: string): string => key.slice(-4);

/** Encrypts app keys for the database. See `sealsOf`. */
export const appKeySeals = (secret: string) => sealsOf(secret, 'tonearm app keys');
