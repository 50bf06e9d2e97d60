import type { Static } from '@sinclair/typebox';
import { ACCESS_LIFETIME, type Account, type TokenPair } from '../../domain/accounts/model.ts';
import type { Services } from '../../domain/services.ts';
import { clientAddress } from '../../http/identity/client-address.ts';
import { tokenCookies } from '../../http/identity/cookies.ts';
import { ACCESS_COOKIE } from '../../http/identity/credentials.ts';
import { perMinute } from '../../http/identity/rate-limit.ts';
import { chapters } from '../../http/route.ts';
import { toUuid } from '../../lib/ids.ts';
import { actingFor, readId } from './acting.ts';
import { ChangedAnswer, DoneAnswer, SignedInAnswer } from './answers.ts';
import { communityDialect } from './errors.ts';
import { LoginBody, PasswordBody, RefreshBody, RegisterBody } from './shapes.ts';
import { chosen, DONE, userDocument } from './wire.ts';

const WEEK = 7 * 24 * 60 * 60 * 1000;
const TERMS = { refreshLifetime: WEEK, spell: toUuid };
const COOKIE = { name: ACCESS_COOKIE, path: '/', maxAge: ACCESS_LIFETIME };

interface AnswerContext {
  request: Request;
  set: { headers: object };
}

/** Registration, signing in and out (chapter 1 of the document). */
export function authRoutes(services: Services) {
  const { accounts, config } = services;

  /** Sets the cookie with the access token: the document's browser examples send no token. An empty one deletes it. */
  const setCookie = (accessToken: string, { request, set }: AnswerContext) => {
    const [cookie] = tokenCookies(request, config, [[COOKIE, accessToken]]);
    // Tokens must not lie in any cache (RFC 6749, section 5.1).
    Object.assign(set.headers, { 'cache-control': 'no-store' }, cookie && { 'set-cookie': cookie });
  };
  const signedIn = (account: Account, tokens: TokenPair, context: AnswerContext): Static<typeof SignedInAnswer> => {
    setCookie(tokens.accessToken, context);
    const { accessToken, refreshToken } = tokens;
    return { ...DONE, user: userDocument(account), accessToken, refreshToken };
  };

  return chapters(services, communityDialect)('/auth', 'community')
    .post(
      '/register',
      async ({ request, server, set, body: { username, email, password, role } }) => {
        const registration = { login: username, email, password, role: chosen(role) ?? 'listener' };
        const account = await accounts.signUp(registration, clientAddress(request, server, config));
        return signedIn(account, await accounts.openFamily(account, TERMS), { request, set });
      },
      {
        anybody: {
          summary: 'Register',
          about: 'Makes an account with its profile, and answers it with its first tokens; also sets the cookie.',
          limit: perMinute('register', 5),
          answers: { 200: SignedInAnswer },
          refuses: [409],
        },
        body: RegisterBody,
      },
    )
    .post(
      '/login',
      async ({ request, server, set, body: { email, password } }) => {
        const account = await accounts.authenticate(email, password, clientAddress(request, server, config));
        return signedIn(account, await accounts.openFamily(account, TERMS), { request, set });
      },
      {
        anybody: {
          summary: 'Sign in by e-mail address, or by user name',
          about:
            'Answers the account with new tokens, and sets the cookie. Other sign-ins of the account stay. Who is unknown and whose password is wrong get the same 401.',
          limit: perMinute('login', 5),
          answers: { 200: SignedInAnswer },
          refuses: [401],
        },
        body: LoginBody,
      },
    )
    .post(
      '/refresh',
      async ({ request, set, body: { refreshToken } }) => {
        const { account, tokens } = await accounts.refresh(refreshToken, TERMS);
        return signedIn(account, tokens, { request, set });
      },
      {
        anybody: {
          summary: 'New tokens for a refresh token',
          about: 'Uses the refresh token up, answers a new pair, and sets the cookie.',
          answers: { 200: SignedInAnswer },
          refuses: [401],
        },
        body: RefreshBody,
      },
    )
    .post(
      '/logout',
      async ({ request, set, body: { refreshToken } }) => {
        // A token that is unknown or has ended is a success too: the caller is signed out.
        await accounts.closeByRefresh(refreshToken);
        setCookie('', { request, set });
        return DONE;
      },
      {
        anybody: {
          summary: 'Sign out',
          about:
            'Ends the refresh token and all that came of its sign-in, and takes the cookie away. Doing it again is a success.',
          answers: { 200: DoneAnswer },
        },
        body: RefreshBody,
      },
    )
    .post(
      '/change_pass',
      async ({ request, server, caller, identity, body: { userId, oldPassword, newPassword, ...body } }) => {
        // The old password is enough. A token, if there is one, must be of the same account, or of root.
        const account = caller ? actingFor(caller, 'userId', userId) : readId('userId', userId);
        const from = clientAddress(request, server, config);
        const change = { oldPassword, newPassword, revokeAppKeys: chosen(body.revokeAppKeys) };
        return { ...DONE, appKeys: await accounts.changePassword(account, change, from, identity) };
      },
      {
        anybody: {
          summary: 'Change a password',
          who: "For everybody who knows the old password. A token that is shown must be the account's own, or root's.",
          about:
            'Sets the new password, and ends all sessions of the account but the one that asks. App keys stay, so that players go on, unless `revokeAppKeys` is `true`. Answers how many are left.',
          answers: { 200: ChangedAnswer },
          refuses: [401, 429],
        },
        body: PasswordBody,
      },
    );
}
