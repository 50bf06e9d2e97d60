import { isCrossSite, type SiteConfig } from '../server/cross-origin.ts';
import { isHttps } from '../server/origin.ts';

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
 * `Set-Cookie` values for tokens: out of reach of scripts, not sent along by other sites' forms, and over https only
 * when the request came so. An empty value takes a cookie away. There are none for a page of another site, whose form
 * could sign a visitor in as somebody else; what it may have stands in the body.
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
