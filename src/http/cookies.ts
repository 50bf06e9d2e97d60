/** A cookie's value as the browser sent it (RFC 6265, section 5.4); `undefined` when there is none of that name. */
export function readCookie(headers: Headers, name: string): string | undefined {
  const header = headers.get('cookie');
  if (header === null) return undefined;
  return new Bun.CookieMap(header).get(name) ?? undefined;
}

export interface CookieTerms {
  name: string;
  /** Where the browser sends it back. */
  path: string;
  /** Seconds. */
  maxAge: number;
}

/**
 * A `Set-Cookie` value for a token: out of reach of scripts, not sent along by other sites' forms, and over https only
 * when the request came so. An empty value takes the cookie away.
 */
export function tokenCookie({ name, path, maxAge }: CookieTerms, value: string, secure: boolean): string {
  const cookie = new Bun.Cookie(name, value, {
    path,
    httpOnly: true,
    secure,
    sameSite: 'lax',
    maxAge: value === '' ? 0 : maxAge,
  });
  return cookie.toString();
}
