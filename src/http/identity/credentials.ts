import { readCookie } from './cookies.ts';

/** A token as a request shows it. */
export interface Shown {
  token: string;
  /** Whether the browser sent it by itself, whatever page asked it to. */
  byCookie: boolean;
}

/** The `Vary` of what depends on who is asking: the headers that say it. */
export const BY_CALLER = 'Authorization, Cookie, Token';

/** Finds the token in a request, its body aside; `undefined` when it shows none. */
export type Credentials = (request: Request) => Shown | undefined;

/** The cookie that carries an access token. */
export const ACCESS_COOKIE = 'jwt-access';

/** The header `token`, or else `Authorization: Bearer`, or else the cookie. An empty one is none. */
export const usualCredentials: Credentials = ({ headers }) => {
  const inHeader = headers.get('token') || bearerOf(headers);
  if (inHeader) return { token: inHeader, byCookie: false };
  const inCookie = readCookie(headers, ACCESS_COOKIE);
  return inCookie === undefined ? undefined : { token: inCookie, byCookie: true };
};

/** RFC 6750, section 2.1; the scheme's name is read in any case. */
export function bearerOf(headers: Headers): string | undefined {
  return /^bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1];
}
