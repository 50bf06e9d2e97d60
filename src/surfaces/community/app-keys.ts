import { type Account, noAccount, noAppKey } from '../../domain/accounts/model.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { clientAddress } from '../../http/identity/client-address.ts';
import { readCookie, refreshCookie } from '../../http/identity/cookies.ts';
import { bearerOf, KEYS_COOKIE } from '../../http/identity/credentials.ts';
import { chapters } from '../../http/route.ts';
import { APP_KEY } from '../../lib/examples.ts';
import { type Id, parseId, toUuid } from '../../lib/ids.ts';
import { actingFor } from './acting.ts';
import { AppKeyAnswer, AppKeysAnswer, NewAppKeyAnswer } from './answers.ts';
import { communityDialect } from './errors.ts';
import { AppKeyBody, AppKeysQuery, RecentAppKeyBody, RevealBody } from './shapes.ts';
import { appKeyDocument, DONE, newAppKeyDocument } from './wire.ts';

const path = { id: { example: toUuid(APP_KEY.id), description: 'the id of an app key, spelled in either way' } };

/** The keys by which players sign in at `/rest`. No such key signs in here. */
export function appKeyRoutes(services: Services) {
  const { accounts, config } = services;

  /** The account whose keys are listed. @throws invalid, forbidden as `actingFor`; not_found */
  async function listed(caller: Account, userId: string | undefined): Promise<Id> {
    if (!userId) return caller.id;
    const id = actingFor(caller, 'userId', userId);
    if (id !== caller.id && !(await accounts.byId(id))) throw noAccount();
    return id;
  }

  return chapters(services, communityDialect)('/auth/app-keys', 'community')
    .post(
      '',
      async ({ request, server, set, caller, body: { name, password } }) => {
        const from = clientAddress(request, server, config);
        const made = await accounts.appKeys.make(caller.id, name, password, from);
        Object.assign(set, { status: 201 });
        set.headers['cache-control'] = 'no-store';
        return { ...DONE, appKey: newAppKeyDocument(made) };
      },
      {
        member: {
          summary: 'Make an app key',
          about:
            'Answers a new key for a player, which shows it in place of the password, or as `apiKey`, and nowhere but at `/rest`. An account has 20 at most.',
          answers: { 201: NewAppKeyAnswer },
          refuses: [409, 429],
        },
        body: AppKeyBody,
      },
    )
    .post(
      '/recent',
      async ({ request, set, body: { name } }) => {
        const refreshToken = refreshCookie(request, config, KEYS_COOKIE.name) ?? bearerOf(request.headers);
        if (refreshToken === undefined) throw new DomainError('unauthenticated', 'No token presented');
        const made = await accounts.appKeys.makeAfterSignIn(refreshToken, name);
        Object.assign(set, { status: 201 });
        set.headers['cache-control'] = 'no-store';
        return { ...DONE, appKey: newAppKeyDocument(made) };
      },
      {
        open: {
          summary: 'Make an app key after signing in',
          who: 'For those who have signed in during the last half hour, and have its refresh token in the cookie `jwt-refresh-keys` or else as `Authorization: Bearer`. An access token is not enough.',
          about:
            'Answers a new key as `POST /auth/app-keys` does, without asking for the password that has just been given; the refresh token stays as it is. `needsPassword` in the list says beforehand which of the two is to be used. To try it here, execute `POST /user/login` first, whose cookies the browser sends by itself.',
          reads: ['refresh'],
          answers: { 201: NewAppKeyAnswer },
          refuses: [401, 403, 409],
        },
        body: RecentAppKeyBody,
      },
    )
    .get(
      '',
      async ({ request, caller, query: { userId } }) => {
        const keys = await accounts.appKeys.list(await listed(caller, userId));
        const refreshToken = readCookie(request.headers, KEYS_COOKIE.name) ?? '';
        const needsPassword = (await accounts.appKeys.signedInLately(refreshToken)) !== caller.id;
        return { ...DONE, appKeys: keys.map(appKeyDocument), needsPassword };
      },
      {
        member: {
          summary: 'List app keys',
          about:
            "Answers the caller's keys, newest first, without the keys themselves. `lastUsedAt` is noted once an hour. Root may list another's by `userId`.",
          answers: { 200: AppKeysAnswer },
          refuses: [403, 404],
        },
        query: AppKeysQuery,
      },
    )
    .post(
      '/:id/reveal',
      async ({ request, server, set, caller, params, body: { password } }) => {
        const from = clientAddress(request, server, config);
        const key = await accounts.appKeys.reveal(caller, readKeyId(params.id), password, from);
        set.headers['cache-control'] = 'no-store';
        return { ...DONE, key };
      },
      {
        member: {
          summary: 'Show an app key again',
          about:
            'Answers the key to its owner, also not to root. 409 says that it works, but cannot be shown any more: the secret that sealed it is another now.',
          path,
          answers: { 200: AppKeyAnswer },
          refuses: [404, 409, 429],
        },
        body: RevealBody,
      },
    )
    .delete(
      '/:id',
      async ({ caller, params, set }) => {
        await accounts.appKeys.revoke(caller, readKeyId(params.id));
        set.status = 204;
      },
      {
        member: {
          summary: 'Revoke an app key',
          about: "Ends the key: the next request that shows it is refused. Root may revoke anybody's.",
          path,
          answers: { 204: null },
          refuses: [404],
        },
      },
    );
}

/** Wire to domain. @throws not_found for a malformed id */
function readKeyId(text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw noAppKey();
  return id;
}
