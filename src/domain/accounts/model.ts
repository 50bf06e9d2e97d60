import type { Role } from '../../db/schema/accounts.ts';
import { DomainError } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';

export type { Role };

/** An account as other rooms know it: without password hash and folded keys. */
export interface Account {
  id: Id;
  login: string;
  email: string | null;
  role: Role;
  active: boolean;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** Likewise. Before a session is opened it is compared, as the password may have changed since it was verified. */
  passwordSetAt: number | null;
  /** Bytes of its stored files. */
  used: number;
  /** Bytes promised to its resumable uploads. */
  reserved: number;
  /** Most bytes of both together; 0: any number; `null`: as the settings say. */
  quota: number | null;
}

/** The data of a new account. */
export interface Registration {
  login: string;
  /** Absent for accounts that are reached by a token alone. */
  password?: string;
  role: Role;
  email?: string | undefined;
  /** The display name, where it is not the login. */
  name?: string;
}

/** Changes of an account; absent fields stay. */
export interface AccountChanges {
  login?: string | undefined;
  email?: string | undefined;
  password?: string | undefined;
  /** Revokes the app keys together with a change of the password; they outlive it otherwise. */
  revokeAppKeys?: boolean | undefined;
}

/** A change of a password by whoever knows the old one. */
export interface PasswordChange {
  oldPassword: string;
  newPassword: string;
  revokeAppKeys?: boolean | undefined;
}

/** A key that a player shows in place of the password, as its owner sees it in a list. */
export interface AppKey {
  id: Id;
  /** What its owner calls the device. */
  name: string;
  /** Its last four characters. */
  hint: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** Likewise, to the hour. */
  lastUsedAt: number | null;
  /** What the player called itself then. */
  lastClient: string | null;
}

/** Most app keys of an account. */
export const MOST_APP_KEYS = 20;

/** How a player shows an app key: alone; as the password of a name; or as `md5(key + salt)` in hexadecimal digits. */
export type KeyProof =
  | { apiKey: string }
  | { login: string; key: string }
  | { login: string; token: string; salt: string };

/** The account of a token, and the family of tokens that it belongs to, if any. */
export interface Identity {
  account: Account;
  /** Absent for the catalogue's session token. */
  familyId?: Id;
}

export interface TokenPair {
  accessToken: string;
  refreshToken: string;
}

/** Seconds that an access token lives. */
export const ACCESS_LIFETIME = 15 * 60;

/** How sign-ins of one dialect differ from others. */
export interface SignInTerms {
  /** Milliseconds that a refresh token lives. */
  refreshLifetime: number;
  /** How the dialect spells ids, for `sub`. */
  spell: (id: Id) => string;
  /** Throws for accounts that may not sign in on the dialect; then the refresh token stays unused. */
  accepts?: (account: Account) => void;
  /** How the dialect names roles, for `role`; unchanged when absent. */
  nameRole?: (role: Role) => string;
}

/** The claims of an access token. */
export interface AccessClaims {
  /** The account's id, in the spelling of the dialect that issued the token. */
  sub: string;
  /** As the dialect names it. Only for clients: access checks use the role of the account's row. */
  role: string;
  type: 'access';
  /** `<family>.<nonce>`, so that a token ends with its family. */
  jti: string;
  /** Seconds since the epoch. */
  exp: number;
}

/** An account that is reached by a key alone. */
export interface KeyHolder {
  account: Account;
  /** The number that identifies the holder for clients. */
  number: number;
  /** As the holder entered it. */
  name: string;
}

/** The server's keys, the same for all processes on one database. */
export interface Keys {
  signer: Signer;
  /** The HMAC key that derives the successor of a refresh token. */
  refreshKey: string;
  /** Seals app keys. */
  appKeySecret: string;
}

/** Signs and verifies access tokens. */
export interface Signer {
  sign(claims: AccessClaims): Promise<string>;
  /** `undefined` for a token that was changed, has expired, has another signature, or is no token. */
  verify(token: string): Promise<AccessClaims | undefined>;
}

/** The error for an account that does not exist, in all rooms. */
export const noAccount = () => new DomainError('not_found', 'User not found', { subject: 'account' });

/** The error for an app key that does not exist, and for another's. */
export const noAppKey = () => new DomainError('not_found', 'App key not found', { subject: 'app_key' });

/** The error for a caller whose account was deleted during the request. */
export const tokenEnded = () => new DomainError('wrong_token', 'The token has ended');
