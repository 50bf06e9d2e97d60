import { Elysia } from 'elysia';
import type { Account } from '../../domain/accounts/model.ts';
import { refuse as refuseOfRoster } from '../../domain/roster/model.ts';
import { isLabelRole } from '../../domain/roster/service.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { clientAddress } from '../../http/identity/client-address.ts';
import { readCookie, tokenCookies } from '../../http/identity/cookies.ts';
import { bodies } from '../../http/legacy/bodies.ts';
import { callers } from '../../http/legacy/caller.ts';
import { operation } from '../../http/legacy/documentation.ts';
import { refuseForeign } from '../../http/server/cross-origin.ts';
import { inPath, labelAccess } from './access.ts';
import {
  absent,
  Credentials,
  EmailBody,
  Message,
  PasswordBody,
  RegisteredAnswer,
  RegistrationBody,
  received,
  strange,
  TokensAnswer,
} from './shapes.ts';
import { accountDocument, readId, signedIn } from './wire.ts';

const DAY = 24 * 60 * 60;
const COOKIE = { name: 'refreshToken', path: '/v1/auth', maxAge: 30 * DAY };
const TERMS = { refreshLifetime: COOKIE.maxAge * 1000, spell: (id: string) => id, accepts: ofLabel };

const unknown = () => refuseOfRoster('person');

/** Chapter «Аутентификация»: registering by root, signing in by cookie and token, and what changes of an account. */
export function authRoutes(services: Services) {
  const { accounts, media, config } = services;
  const label = labelAccess(services);
  const detail = operation.bind(null, 'label');
  const secured = { secured: true };
  const changed = { 200: Message, ...strange, ...absent };

  /** Headers of an answer that carries tokens, or takes the cookie away. */
  const carrying = (request: Request, refreshToken: string) => ({
    'set-cookie': tokenCookies(request, config, [[COOKIE, refreshToken]]),
    'cache-control': 'no-store',
  });

  /** The refresh token in the cookie. No other site may have it used, be it by a mere link. @throws unauthenticated, forbidden */
  function shownCookie(request: Request): string {
    const token = readCookie(request.headers, COOKIE.name);
    if (!token) throw new DomainError('unauthenticated', 'No refresh token presented');
    refuseForeign(request, config);
    return token;
  }

  return new Elysia({ prefix: '/auth' })
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .post(
      '/register',
      async ({ body, set }) => {
        set.status = 201;
        return { user: accountDocument(await accounts.register({ ...body, email: body.email || undefined })) };
      },
      {
        access: label('root'),
        receives: {},
        body: RegistrationBody,
        detail: detail('Register somebody at the label', { 201: RegisteredAnswer, ...received, ...strange }, secured),
      },
    )
    .post(
      '/login',
      async ({ body, request, server, set }) => {
        const from = clientAddress(request, server, config);
        const account = ofLabel(await accounts.authenticate(body.login, body.password, from));
        const tokens = await accounts.openFamily(account, TERMS);
        Object.assign(set.headers, carrying(request, tokens.refreshToken));
        return signedIn(tokens, account);
      },
      {
        access: 'anybody',
        receives: {},
        body: Credentials,
        detail: detail('Sign in', { 200: TokensAnswer, ...received, 403: Message, 429: Message }),
      },
    )
    .post(
      '/logout',
      async ({ request, set }) => {
        if (!(await accounts.closeByRefresh(shownCookie(request))))
          throw new DomainError('wrong_token', 'The refresh token is wrong');
        Object.assign(set.headers, carrying(request, ''));
        return { message: 'Токен успешно удален' };
      },
      { detail: detail('Sign out; known by the cookie refreshToken', { 200: Message, ...strange }) },
    )
    .get(
      '/refresh',
      async ({ request, set }) => {
        const { account, tokens } = await accounts.refresh(shownCookie(request), TERMS);
        Object.assign(set.headers, carrying(request, tokens.refreshToken));
        return signedIn(tokens, account);
      },
      { detail: detail('New tokens for the cookie refreshToken', { 200: TokensAnswer, ...strange }) },
    )
    .post(
      '/:id/deactivate',
      async ({ params }) => {
        const { id } = await accounts.setActive(readId(params.id, unknown), false);
        return { message: `Аккаунт пользователя ${id} деактивирован` };
      },
      {
        access: label('root'),
        detail: detail('Deactivate an account, which ends its sessions', { ...changed, 400: Message }, secured),
      },
    )
    .post(
      '/:id/unblock',
      async ({ params }) => {
        const { id } = await accounts.setActive(readId(params.id, unknown), true);
        return { message: `Аккаунт пользователя ${id} разблокирован` };
      },
      { access: label('root'), detail: detail('Let an account in again', changed, secured) },
    )
    .put(
      '/:id/password',
      async ({ params, body, identity }) => {
        await accounts.update(readId(params.id, unknown), body, identity);
        return { message: 'Пароль успешно изменен' };
      },
      {
        access: label('personal', inPath()),
        receives: {},
        body: PasswordBody,
        detail: detail('Change a password, which ends the other sessions', { ...changed, ...received }, secured),
      },
    )
    .put(
      '/:id/email',
      async ({ params, body }) => {
        await accounts.update(readId(params.id, unknown), body);
        return { message: 'Email успешно изменен' };
      },
      {
        access: label('personal', inPath()),
        receives: {},
        body: EmailBody,
        detail: detail('Change an e-mail address', { ...changed, ...received }, secured),
      },
    );
}

/** Accounts that have no place at the label can't sign in to it. @throws forbidden */
function ofLabel(account: Account): Account {
  if (!isLabelRole(account.role)) throw new DomainError('forbidden', 'The account has no place at the label');
  return account;
}
