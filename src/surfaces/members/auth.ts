import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { clientAddress } from '../../http/identity/client-address.ts';
import { refreshCookie } from '../../http/identity/cookies.ts';
import { bearerOf } from '../../http/identity/credentials.ts';
import { chapters } from '../../http/route.ts';
import { LOGOUT_COOKIE, REFRESH_COOKIE, SIGN_IN, tokenHeaders } from './cookies.ts';
import { membersDialect } from './errors.ts';
import { DoneAnswer, LoginAnswer, LoginBody, MemberAnswer, RegisterBody } from './shapes.ts';
import { done, loginAnswer, memberAnswer } from './wire.ts';

const noToken = () => new DomainError('unauthenticated', 'No token presented');

/** Registration, signing in and out, refreshing tokens. */
export function authRoutes(services: Services) {
  const { accounts, config } = services;
  return chapters(services, membersDialect)('/user', 'members')
    .post(
      '/register',
      async ({ body: { username, password, email }, request, server }) => {
        const registration = { login: username, password, email, role: 'listener' } as const;
        const account = await accounts.signUp(registration, clientAddress(request, server, config));
        return memberAnswer(account, 'success login');
      },
      {
        anybody: {
          summary: 'Register',
          about: 'Makes an account and answers it. It signs nobody in: that is for `POST /user/login`.',
          answers: { 200: MemberAnswer },
          refuses: [429],
        },
        body: RegisterBody,
      },
    )
    .post(
      '/login',
      async ({ body: { username, password }, request, server, set }) => {
        const account = await accounts.authenticate(username, password, clientAddress(request, server, config));
        const tokens = await accounts.openFamily(account, SIGN_IN);
        Object.assign(set.headers, tokenHeaders(request, config, tokens));
        return loginAnswer(account, tokens);
      },
      {
        anybody: {
          summary: 'Sign in',
          about:
            'Answers an access token. It also comes as the cookie `jwt-access`, and the refresh token as `jwt-refresh`, `jwt-refresh-logout` and `jwt-refresh-keys`, each for one path. 401 is a wrong password or a deactivated account, 404 an unknown user.',
          answers: { 200: LoginAnswer },
          refuses: [401, 404, 429],
        },
        body: LoginBody,
      },
    )
    .post(
      '/refresh',
      async ({ request, set }) => {
        // The cookie first: clients may send their access token as Bearer with every request.
        const token = refreshCookie(request, config, REFRESH_COOKIE) ?? bearerOf(request.headers);
        if (token === undefined) throw noToken();
        const { tokens } = await accounts.refresh(token, SIGN_IN);
        Object.assign(set.headers, tokenHeaders(request, config, tokens));
        return done('success');
      },
      {
        open: {
          summary: 'Get new tokens for a refresh token',
          who: 'For those who have a refresh token, in the cookie `jwt-refresh` or else as `Authorization: Bearer`.',
          about:
            'The new tokens come as cookies, and the old refresh token is used up. To try it here, execute `POST /user/login` first, whose cookies the browser sends by itself; or enter a refresh token at Authorize, under `refresh`.',
          reads: ['refresh'],
          answers: { 200: DoneAnswer },
          refuses: [401, 403],
        },
      },
    )
    .post(
      '/logout',
      async ({ identity, request, set }) => {
        const token = refreshCookie(request, config, LOGOUT_COOKIE);
        const isKnown = token !== undefined && (await accounts.closeByRefresh(token));
        if (!identity && !isKnown) throw noToken();
        if (identity) await accounts.close(identity);
        Object.assign(set.headers, tokenHeaders(request, config));
        return done('success');
      },
      {
        anybody: {
          summary: 'Sign out',
          who: 'For those who are signed in, or have the cookie `jwt-refresh-logout`.',
          about:
            'Ends what the token belongs to, and what the cookie belongs to, and takes the cookies away. To try it here, authorize, or execute `POST /user/login` first, whose cookies the browser sends by itself.',
          answers: { 200: DoneAnswer },
          refuses: [401, 403],
        },
      },
    )
    .post(
      '/logout/all',
      async ({ caller, request, set }) => {
        await accounts.closeAll(caller.id);
        Object.assign(set.headers, tokenHeaders(request, config));
        return done('success');
      },
      {
        member: {
          summary: 'Sign out everywhere',
          about:
            'Ends all sessions and tokens of the account, those of this request too, and takes the cookies away. App keys stay, so that players go on.',
          answers: { 200: DoneAnswer },
        },
      },
    );
}
