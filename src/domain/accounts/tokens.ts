import { nanoid } from 'nanoid';

const REFRESH_LENGTH = 43;

/** A session token: 21 characters of nanoid's alphabet, 126 random bits. */
export function newSessionToken(): string {
  return nanoid();
}

export function isSessionToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{21}$/.test(text);
}

/** An access key: a random UUID, as the recorder's document shows it. */
export function newAccessKey(): string {
  return crypto.randomUUID();
}

export function isAccessKey(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(text);
}

/** A refresh token: longer than a session token, so that neither passes for the other. */
export function newRefreshToken(): string {
  return nanoid(REFRESH_LENGTH);
}

/**
 * The refresh token that comes after another. It is made of that one, so that a client whose answer was lost can have it
 * again although only its hash is kept; who has not the key cannot make it.
 */
export function successorOf(refreshToken: string, key: string): string {
  return new Bun.CryptoHasher('sha256', key).update(refreshToken).digest('base64url');
}

/** What is kept of a token. A token is random, so one round of SHA-256 is enough. Hexadecimal. */
export function hashToken(token: string): string {
  return Bun.CryptoHasher.hash('sha256', token, 'hex');
}
