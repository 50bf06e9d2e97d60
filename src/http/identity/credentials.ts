import { readCookie } from './cookies.ts';

/** A token that a request carries. */
export interface PresentedToken {
  token: string;
  /** Whether it came in a cookie, which browsers also send for pages of other sites. */
  byCookie: boolean;
}

/** The `Vary` of answers that depend on the caller: the headers that carry credentials. */
export const BY_CALLER = 'Authorization, Cookie, Token';

/** Finds the token in a request without reading its body; `undefined` when there is none. */
export type Credentials = (request: Request) => PresentedToken | undefined;

/** The cookie that carries an access token. */
export const ACCESS_COOKIE = 'jwt-access';

/** The cookie that carries a refresh token to where app keys are made, and the path of that place. */
export const KEYS_COOKIE = { name: 'jwt-refresh-keys', path: '/auth/app-keys' } as const;

/** The header `token`, or else `Authorization: Bearer`, or else the cookie. An empty one counts as absent. */
export const defaultCredentials: Credentials = ({ headers }) => {
  const inHeader = headers.get('token') || bearerOf(headers);
  if (inHeader) return { token: inHeader, byCookie: false };
  const inCookie = readCookie(headers, ACCESS_COOKIE);
  return inCookie === undefined ? undefined : { token: inCookie, byCookie: true };
};

/** The token of `Authorization: Bearer` (RFC 6750, section 2.1); the scheme's name may be in upper or lower case. */
export function bearerOf(headers: Headers): string | undefined {
  return /^bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1];
}
