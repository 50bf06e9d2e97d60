import { Elysia } from 'elysia';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { bodies } from '../../http/body/bodies.ts';
import { bearerOf, callers } from '../../http/identity/caller.ts';
import { clientAddress } from '../../http/identity/client-address.ts';
import { operation } from '../../http/openapi/documentation.ts';
import { toUuid } from '../../lib/ids.ts';
import { LOGOUT_COOKIE, REFRESH_COOKIE, refreshCookie, SIGN_IN, tokenHeaders } from './cookies.ts';
import { DoneAnswer, ErrorAnswer, LoginAnswer, LoginBody, MemberAnswer, RegisterBody } from './shapes.ts';
import { done, member } from './wire.ts';

const refused = { 400: ErrorAnswer, 413: ErrorAnswer, 415: ErrorAnswer, 429: ErrorAnswer, 503: ErrorAnswer };
const noToken = () => new DomainError('unauthenticated', 'No token presented');

/** Registering, signing in and out, and new tokens for old. */
export function authRoutes({ accounts, media, config }: Services) {
  return new Elysia()
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .post(
      '/register',
      async ({ body: { username, password, email }, request, server }) => {
        const registration = { login: username, password, email, role: 'listener' } as const;
        const account = await accounts.signUp(registration, clientAddress(request, server, config));
        return { response: done('success login'), ...member(account) };
      },
      {
        access: 'anybody',
        receives: {},
        body: RegisterBody,
        detail: operation('members', 'Register', { 200: MemberAnswer, ...refused }),
      },
    )
    .post(
      '/login',
      async ({ body: { username, password }, request, server, set }) => {
        const account = await accounts.authenticate(username, password, clientAddress(request, server, config));
        const tokens = await accounts.openFamily(account, SIGN_IN);
        Object.assign(set.headers, tokenHeaders(request, config, tokens));
        return { response: done('success login'), token: tokens.accessToken, id: toUuid(account.id) };
      },
      {
        access: 'anybody',
        receives: {},
        body: LoginBody,
        detail: operation('members', 'Sign in; the tokens also come as cookies', {
          200: LoginAnswer,
          ...refused,
          401: ErrorAnswer,
          404: ErrorAnswer,
        }),
      },
    )
    .post(
      '/refresh',
      async ({ request, set }) => {
        // The cookie first: a client may send its access token as Bearer everywhere.
        const token = refreshCookie(request, config, REFRESH_COOKIE) ?? bearerOf(request.headers);
        if (token === undefined) throw noToken();
        const { tokens } = await accounts.refresh(token, SIGN_IN);
        Object.assign(set.headers, tokenHeaders(request, config, tokens));
        return done('success');
      },
      {
        parse: 'none',
        detail: operation('members', 'New tokens, as cookies, for a refresh token (cookie or Bearer), which ends', {
          200: DoneAnswer,
          401: ErrorAnswer,
          403: ErrorAnswer,
          503: ErrorAnswer,
        }),
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
        access: 'anybody',
        parse: 'none',
        detail: operation(
          'members',
          'Sign out: ends the tokens and takes the cookies away',
          { 200: DoneAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 503: ErrorAnswer },
          { secured: true },
        ),
      },
    );
}
