import type { Role } from '../../db/schema/accounts.ts';
import { DomainError } from '../../errors.ts';
import type { Id } from '../../lib/ids.ts';

export type { Role };

/** A person as the rest of the house knows them. */
export interface Account {
  id: Id;
  login: string;
  email: string | null;
  role: Role;
  active: boolean;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** Likewise; tells a session about to open whether the password that proved its owner still holds. */
  passwordSetAt: number | null;
  /** Bytes of its stored files. */
  used: number;
  /** Bytes promised to its resumable uploads. */
  reserved: number;
  /** Most bytes of both together; 0: any number; `null`: as the settings say. */
  quota: number | null;
}

/** What a person gives to register. */
export interface Registration {
  login: string;
  /** Absent for accounts that are reached by a token alone. */
  password?: string;
  role: Role;
  email?: string | undefined;
  /** What the person wants to be called, where that is not the login. */
  name?: string;
}

/** What may be changed of an account. */
export interface AccountChanges {
  login?: string | undefined;
  email?: string | undefined;
  password?: string | undefined;
}

/** What a token says: whose it is, and of which family of tokens, if it is of one. */
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

/** How a dialect's sign-ins differ. */
export interface SignInTerms {
  /** Milliseconds that a refresh token lives. */
  refreshLifetime: number;
  /** How the dialect spells ids, for `sub`. */
  spell: (id: Id) => string;
  /** Refuses by throwing those whom the dialect does not let in: then nothing is used up. */
  accepts?: (account: Account) => void;
  /** How the dialect names roles, for `role`; the house's names when absent. */
  nameRole?: (role: Role) => string;
}

/** The claims of an access token: what is signed. */
export interface AccessClaims {
  /** The account's id, in the spelling of the dialect that issued the token. */
  sub: string;
  /** As the dialect names it. For clients to read: what an account may do is asked of its row. */
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
  /** The number they are known by. */
  number: number;
  /** As they gave it. */
  name: string;
}

/** What only the server knows, and all processes on one database. */
export interface Keys {
  signer: Signer;
  /** Makes the successor of a refresh token; the longer the harder to guess. */
  refreshKey: string;
}

/** Signs access tokens and tells whether one was signed here. */
export interface Signer {
  sign(claims: AccessClaims): Promise<string>;
  /** `undefined` for a token that is edited, expired, signed otherwise or no token at all. */
  verify(token: string): Promise<AccessClaims | undefined>;
}

/** What is said of an account that is not there, in whatever room it is looked for. */
export const noAccount = () => new DomainError('not_found', 'User not found', { subject: 'account' });

/** What is said to somebody whose account was deleted while their request was under way. */
export const tokenEnded = () => new DomainError('wrong_token', 'The token has ended');
