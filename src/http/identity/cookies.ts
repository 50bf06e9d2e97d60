import { isCrossSite, refuseCrossSiteWrites, type SiteConfig } from '../server/cross-origin.ts';
import { isHttps } from '../server/origin.ts';

/** The value of a cookie (RFC 6265, section 5.4); `undefined` when the request has none of that name. */
export function readCookie(headers: Headers, name: string): string | undefined {
  const header = headers.get('cookie');
  if (header === null) return undefined;
  return new Bun.CookieMap(header).get(name) ?? undefined;
}

/** The refresh token in a cookie. @throws forbidden when a page of another site made the browser send it */
export function refreshCookie(request: Request, config: SiteConfig, name: string): string | undefined {
  const token = readCookie(request.headers, name);
  if (token !== undefined) refuseCrossSiteWrites(request, config);
  return token;
}

export interface CookieTerms {
  name: string;
  /** The browser sends it with requests to this path and below. */
  path: string;
  /** Seconds. */
  maxAge: number;
}

/**
 * `Set-Cookie` values for tokens: `HttpOnly`, `SameSite=Lax`, and `Secure` when the request came by https.
 * @param cookies an empty value deletes the cookie
 * @returns none when a page of another site made the request: its form could sign a visitor in to a foreign account
 */
export function tokenCookies(
  request: Request,
  config: SiteConfig,
  cookies: readonly (readonly [terms: CookieTerms, value: string])[],
): string[] {
  if (isCrossSite(request, config)) return [];
  const secure = isHttps(request, config);
  return cookies.map(([{ name, path, maxAge }, value]) =>
    new Bun.Cookie(name, value, {
      path,
      httpOnly: true,
      secure,
      sameSite: 'lax',
      maxAge: value === '' ? 0 : maxAge,
    }).toString(),
  );
}
