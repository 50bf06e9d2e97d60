import type { Static } from '@sinclair/typebox';
import type { Account } from '../../domain/accounts/model.ts';
import { refuse as refuseRoster } from '../../domain/roster/model.ts';
import { isLabelRole } from '../../domain/roster/service.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { clientAddress } from '../../http/identity/client-address.ts';
import { readCookie, tokenCookies } from '../../http/identity/cookies.ts';
import { chapters } from '../../http/route.ts';
import { refuseCrossSite } from '../../http/server/cross-origin.ts';
import { PEOPLE } from '../../lib/examples.ts';
import { accountInPath, labelAccess } from './access.ts';
import { labelDialect } from './errors.ts';
import {
  Credentials,
  EmailBody,
  MessageAnswer,
  PasswordBody,
  RegisteredAnswer,
  RegistrationBody,
  TokensAnswer,
} from './shapes.ts';
import { accountDocument, created, idOr, signedIn } from './wire.ts';

const DAY = 24 * 60 * 60;
const COOKIE = { name: 'refreshToken', path: '/v1/auth', maxAge: 30 * DAY };
const TERMS = { refreshLifetime: COOKIE.maxAge * 1000, spell: (id: string) => id, accepts: requireLabelRole };

const idOf = idOr(() => refuseRoster('person'));
const BY_COOKIE = 'Для тех, у кого есть cookie `refreshToken`.';

/** Chapter «Аутентификация»: registration by root, sessions by token and cookie, changes of an account. */
export function authRoutes(services: Services) {
  const { accounts, config } = services;
  const allow = labelAccess(services);
  const root = allow('root');
  const personal = allow('personal', accountInPath());
  const path = { id: PEOPLE.guest };

  /** Headers of an answer that carries tokens. @param refreshToken empty: deletes the cookie */
  const tokenHeaders = (request: Request, refreshToken: string) => ({
    'set-cookie': tokenCookies(request, config, [[COOKIE, refreshToken]]),
    'cache-control': 'no-store',
  });

  /** The refresh token in the cookie. @throws unauthenticated without; forbidden for a page of another site, also by GET */
  function refreshCookie(request: Request): string {
    const token = readCookie(request.headers, COOKIE.name);
    if (!token) throw new DomainError('unauthenticated', 'No refresh token presented');
    refuseCrossSite(request, config);
    return token;
  }

  return chapters(services, labelDialect(config))('/auth', 'label: people')
    .post(
      '/register',
      async ({ body, set }) =>
        created<Static<typeof RegisteredAnswer>>(set, {
          user: accountDocument(await accounts.register({ ...body, email: body.email || undefined })),
        }),
      {
        member: {
          summary: 'Регистрация нового пользователя',
          about: 'Создаёт учётную запись артиста, менеджера или root и возвращает её.',
          access: root,
          answers: { 201: RegisteredAnswer },
        },
        body: RegistrationBody,
      },
    )
    .post(
      '/login',
      async ({ body, request, server, set }) => {
        const from = clientAddress(request, server, config);
        const account = requireLabelRole(await accounts.authenticate(body.login, body.password, from));
        const tokens = await accounts.openFamily(account, TERMS);
        Object.assign(set.headers, tokenHeaders(request, tokens.refreshToken));
        return signedIn(tokens, account);
      },
      {
        anybody: {
          summary: 'Вход в систему',
          about: 'Возвращает токены доступа и обновления; второй также приходит в cookie `refreshToken`.',
          answers: { 200: TokensAnswer },
          refuses: [403, 429],
        },
        body: Credentials,
      },
    )
    .post(
      '/logout',
      async ({ request, set }) => {
        if (!(await accounts.closeByRefresh(refreshCookie(request))))
          throw new DomainError('wrong_token', 'The refresh token is wrong');
        Object.assign(set.headers, tokenHeaders(request, ''));
        return { message: 'Токен успешно удален' };
      },
      {
        open: {
          summary: 'Выход из системы',
          about: 'Завершает сеанс и удаляет cookie.',
          who: BY_COOKIE,
          answers: { 200: MessageAnswer('Токен успешно удален') },
          refuses: [401, 403],
        },
      },
    )
    .get(
      '/refresh',
      async ({ request, set }) => {
        const { account, tokens } = await accounts.refresh(refreshCookie(request), TERMS);
        Object.assign(set.headers, tokenHeaders(request, tokens.refreshToken));
        return signedIn(tokens, account);
      },
      {
        open: {
          summary: 'Обновление токена',
          about: 'Возвращает новые токены вместо использованного, в том числе новый cookie.',
          who: BY_COOKIE,
          answers: { 200: TokensAnswer },
          refuses: [401, 403],
        },
      },
    )
    .post(
      '/:id/deactivate',
      async ({ params }) => {
        const { id } = await accounts.setActive(idOf(params.id), false);
        return { message: `Аккаунт пользователя ${id} деактивирован` };
      },
      {
        member: {
          summary: 'Деактивация аккаунта пользователя',
          about: 'Закрывает вход и завершает все сеансы. Последнего активного root деактивировать нельзя.',
          access: root,
          path,
          answers: { 200: MessageAnswer(`Аккаунт пользователя ${PEOPLE.guest} деактивирован`) },
          refuses: [400, 404],
        },
      },
    )
    .post(
      '/:id/unblock',
      async ({ params }) => {
        const { id } = await accounts.setActive(idOf(params.id), true);
        return { message: `Аккаунт пользователя ${id} разблокирован` };
      },
      {
        member: {
          summary: 'Разблокировка аккаунта пользователя',
          about: 'Снова открывает вход.',
          access: root,
          path,
          answers: { 200: MessageAnswer(`Аккаунт пользователя ${PEOPLE.guest} разблокирован`) },
          refuses: [404],
        },
      },
    )
    .put(
      '/:id/password',
      async ({ params, body, identity }) => {
        await accounts.update(idOf(params.id), body, identity);
        return { message: 'Пароль успешно изменен' };
      },
      {
        member: {
          summary: 'Изменение пароля',
          about: 'Задаёт новый пароль и завершает остальные сеансы пользователя.',
          access: personal,
          path,
          answers: { 200: MessageAnswer('Пароль успешно изменен') },
          refuses: [404],
        },
        body: PasswordBody,
      },
    )
    .put(
      '/:id/email',
      async ({ params, body }) => {
        await accounts.update(idOf(params.id), body);
        return { message: 'Email успешно изменен' };
      },
      {
        member: {
          summary: 'Изменение email',
          about: 'Задаёт новый адрес; он не должен принадлежать другому пользователю.',
          access: personal,
          path,
          answers: { 200: MessageAnswer('Email успешно изменен') },
          refuses: [404],
        },
        body: EmailBody,
      },
    );
}

/** @throws forbidden for an account without a role at the label: it can't sign in here */
function requireLabelRole(account: Account): Account {
  if (!isLabelRole(account.role)) throw new DomainError('forbidden', 'The account has no place at the label');
  return account;
}
