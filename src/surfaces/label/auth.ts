import type { Static } from '@sinclair/typebox';
import type { Account } from '../../domain/accounts/model.ts';
import { refuse as refuseOfRoster } from '../../domain/roster/model.ts';
import { isLabelRole } from '../../domain/roster/service.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { clientAddress } from '../../http/identity/client-address.ts';
import { readCookie, tokenCookies } from '../../http/identity/cookies.ts';
import { chapters } from '../../http/route.ts';
import { refuseCrossSite } from '../../http/server/cross-origin.ts';
import { PEOPLE } from '../../lib/examples.ts';
import { inPath, labelAccess } from './access.ts';
import { labelDialect } from './errors.ts';
import {
  Credentials,
  EmailBody,
  PasswordBody,
  RegisteredAnswer,
  RegistrationBody,
  Says,
  TokensAnswer,
} from './shapes.ts';
import { accountDocument, created, idOr, signedIn } from './wire.ts';

const DAY = 24 * 60 * 60;
const COOKIE = { name: 'refreshToken', path: '/v1/auth', maxAge: 30 * DAY };
const TERMS = { refreshLifetime: COOKIE.maxAge * 1000, spell: (id: string) => id, accepts: ofLabel };

const idOf = idOr(() => refuseOfRoster('person'));
const BY_COOKIE = 'Для тех, у кого есть cookie `refreshToken`.';

/** Chapter «Аутентификация»: registering by root, signing in by cookie and token, and what changes of an account. */
export function authRoutes(services: Services) {
  const { accounts, config } = services;
  const label = labelAccess(services);
  const root = label('root');
  const personal = label('personal', inPath());
  const path = { id: PEOPLE.guest };

  /** Headers of an answer that carries tokens, or takes the cookie away. */
  const carrying = (request: Request, refreshToken: string) => ({
    'set-cookie': tokenCookies(request, config, [[COOKIE, refreshToken]]),
    'cache-control': 'no-store',
  });

  /** The refresh token in the cookie. No other site may have it used, be it by a mere link. @throws unauthenticated, forbidden */
  function shownCookie(request: Request): string {
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
        const account = ofLabel(await accounts.authenticate(body.login, body.password, from));
        const tokens = await accounts.openFamily(account, TERMS);
        Object.assign(set.headers, carrying(request, tokens.refreshToken));
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
        if (!(await accounts.closeByRefresh(shownCookie(request))))
          throw new DomainError('wrong_token', 'The refresh token is wrong');
        Object.assign(set.headers, carrying(request, ''));
        return { message: 'Токен успешно удален' };
      },
      {
        open: {
          summary: 'Выход из системы',
          about: 'Завершает сеанс и удаляет cookie.',
          who: BY_COOKIE,
          answers: { 200: Says('Токен успешно удален') },
          refuses: [401, 403],
        },
      },
    )
    .get(
      '/refresh',
      async ({ request, set }) => {
        const { account, tokens } = await accounts.refresh(shownCookie(request), TERMS);
        Object.assign(set.headers, carrying(request, tokens.refreshToken));
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
          answers: { 200: Says(`Аккаунт пользователя ${PEOPLE.guest} деактивирован`) },
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
          answers: { 200: Says(`Аккаунт пользователя ${PEOPLE.guest} разблокирован`) },
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
          answers: { 200: Says('Пароль успешно изменен') },
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
          answers: { 200: Says('Email успешно изменен') },
          refuses: [404],
        },
        body: EmailBody,
      },
    );
}

/** Accounts that have no place at the label can't sign in to it. @throws forbidden */
function ofLabel(account: Account): Account {
  if (!isLabelRole(account.role)) throw new DomainError('forbidden', 'The account has no place at the label');
  return account;
}
