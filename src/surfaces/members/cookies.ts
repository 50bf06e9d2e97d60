import { ACCESS_LIFETIME, type SignInTerms, type TokenPair } from '../../domain/accounts/model.ts';
import { tokenCookies } from '../../http/identity/cookies.ts';
import { ACCESS_COOKIE, KEYS_COOKIE } from '../../http/identity/credentials.ts';
import type { SiteConfig } from '../../http/server/cross-origin.ts';
import { toUuid } from '../../lib/ids.ts';
import { memberRole } from './wire.ts';

/** In seconds. */
const REFRESH_LIFETIME = 24 * 60 * 60;

export const SIGN_IN: SignInTerms = { refreshLifetime: REFRESH_LIFETIME * 1000, spell: toUuid, nameRole: memberRole };

export const REFRESH_COOKIE = 'jwt-refresh';
export const LOGOUT_COOKIE = 'jwt-refresh-logout';

/** Three cookies carry the refresh token, so that browsers send it to no other path than these three. */
const COOKIES = [
  { name: ACCESS_COOKIE, path: '/', maxAge: ACCESS_LIFETIME, token: ({ accessToken }: TokenPair) => accessToken },
  { name: REFRESH_COOKIE, path: '/user/refresh', maxAge: REFRESH_LIFETIME, token: refreshToken },
  { name: LOGOUT_COOKIE, path: '/user/logout', maxAge: REFRESH_LIFETIME, token: refreshToken },
  { ...KEYS_COOKIE, maxAge: REFRESH_LIFETIME, token: refreshToken },
] as const;

function refreshToken(tokens: TokenPair): string {
  return tokens.refreshToken;
}

/**
 * The headers of an answer that sets the cookies, which no cache may keep (RFC 6749, section 5.1).
 * @param tokens absent: the cookies are deleted
 */
export function tokenHeaders(request: Request, config: SiteConfig, tokens?: TokenPair) {
  const cookies = COOKIES.map((terms) => [terms, tokens ? terms.token(tokens) : ''] as const);
  return { 'set-cookie': tokenCookies(request, config, cookies), 'cache-control': 'no-store' };
}
