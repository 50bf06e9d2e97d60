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

/** A refresh token: longer than a session token, so that the two cannot be confused. */
export function newRefreshToken(): string {
  return nanoid(REFRESH_LENGTH);
}

/**
 * The successor of a refresh token. It is derived from that one, so that it can be given again to a client that lost the
 * answer, although only its hash is stored. Deriving it needs the key.
 */
export function successorOf(refreshToken: string, key: string): string {
  return new Bun.CryptoHasher('sha256', key).update(refreshToken).digest('base64url');
}

/** The hash of a token that is stored, hexadecimal. Tokens are random, so one round of SHA-256 is enough. */
export function hashToken(token: string): string {
  return Bun.CryptoHasher.hash('sha256', token, 'hex');
}
