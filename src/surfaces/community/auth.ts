import { Elysia } from 'elysia';
import { ACCESS_LIFETIME, type Account, type TokenPair } from '../../domain/accounts/model.ts';
import type { Services } from '../../domain/services.ts';
import { clientAddress } from '../../http/identity/client-address.ts';
import { tokenCookies } from '../../http/identity/cookies.ts';
import { bodies } from '../../http/legacy/bodies.ts';
import { ACCESS_COOKIE, callers } from '../../http/legacy/caller.ts';
import { operation } from '../../http/legacy/documentation.ts';
import { perMinute, rateLimits } from '../../http/legacy/rate-limit.ts';
import { toUuid } from '../../lib/ids.ts';
import { actingFor, readId } from './acting.ts';
import {
  DoneAnswer,
  ErrorAnswer,
  LoginBody,
  PasswordBody,
  RefreshBody,
  RegisterBody,
  SignedInAnswer,
} from './shapes.ts';
import { userDocument } from './wire.ts';

const WEEK = 7 * 24 * 60 * 60 * 1000;
const TERMS = { refreshLifetime: WEEK, spell: toUuid };

const refused = { 400: ErrorAnswer, 401: ErrorAnswer, 413: ErrorAnswer, 503: ErrorAnswer };

/** Registering, signing in and out (chapter 1 of the document). */
export function authRoutes({ accounts, limits, media, config }: Services) {
  /** Also keeps the access token in a cookie, since the document's own browser examples show no token. */
  const cookie = (request: Request, accessToken: string) => {
    const terms = { name: ACCESS_COOKIE, path: '/', maxAge: ACCESS_LIFETIME };
    // Tokens must not lie in any cache (RFC 6749, section 5.1).
    const headers = new Headers({ 'cache-control': 'no-store' });
    for (const value of tokenCookies(request, config, [[terms, accessToken]])) headers.append('set-cookie', value);
    return headers;
  };
  const signedIn = (request: Request, account: Account, tokens: TokenPair) =>
    Response.json(
      { success: true, user: userDocument(account), ...tokens },
      { headers: cookie(request, tokens.accessToken) },
    );

  return new Elysia({ prefix: '/auth' })
    .use(rateLimits(limits, config))
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .post(
      '/register',
      async ({ request, server, body: { username, email, password, role = 'listener' } }) => {
        const from = clientAddress(request, server, config);
        const account = await accounts.signUp({ login: username, email, password, role }, from);
        return signedIn(request, account, await accounts.openFamily(account, TERMS));
      },
      {
        limit: perMinute('register', 5),
        access: 'anybody',
        receives: {},
        body: RegisterBody,
        detail: operation('community', 'Register; the answer carries the first tokens, and sets the cookie', {
          200: SignedInAnswer,
          ...refused,
          409: ErrorAnswer,
          429: ErrorAnswer,
        }),
      },
    )
    .post(
      '/login',
      async ({ request, server, body: { email, password } }) => {
        const account = await accounts.authenticate(email, password, clientAddress(request, server, config));
        return signedIn(request, account, await accounts.openFamily(account, TERMS));
      },
      {
        limit: perMinute('login', 5),
        access: 'anybody',
        receives: {},
        body: LoginBody,
        detail: operation('community', 'Sign in by e-mail address (or user name); also sets the cookie', {
          200: SignedInAnswer,
          ...refused,
          429: ErrorAnswer,
        }),
      },
    )
    .post(
      '/refresh',
      async ({ request, body: { refreshToken } }) => {
        const { account, tokens } = await accounts.refresh(refreshToken, TERMS);
        return signedIn(request, account, tokens);
      },
      {
        access: 'anybody',
        receives: {},
        body: RefreshBody,
        detail: operation('community', 'New tokens for a refresh token, which is used up', {
          200: SignedInAnswer,
          ...refused,
        }),
      },
    )
    .post(
      '/logout',
      async ({ request, body: { refreshToken } }) => {
        // Who is signed out already has what he wants.
        await accounts.closeByRefresh(refreshToken);
        return Response.json({ success: true }, { headers: cookie(request, '') });
      },
      {
        access: 'anybody',
        receives: {},
        body: RefreshBody,
        detail: operation('community', 'Sign out: the refresh token and all that came of its sign-in end', {
          200: DoneAnswer,
          ...refused,
        }),
      },
    )
    .post(
      '/change_pass',
      async ({ request, server, caller, identity, body: { userId, oldPassword, newPassword } }) => {
        // The old password is the proof; a token, if one is shown, must not be somebody else's.
        const account = caller ? actingFor(caller, 'userId', userId) : readId('userId', userId);
        const from = clientAddress(request, server, config);
        await accounts.changePassword(account, oldPassword, newPassword, from, identity);
        return { success: true };
      },
      {
        access: 'anybody',
        receives: {},
        body: PasswordBody,
        detail: operation('community', 'Change a password, which ends all other sessions', {
          200: DoneAnswer,
          ...refused,
          403: ErrorAnswer,
          429: ErrorAnswer,
        }),
      },
    );
}
