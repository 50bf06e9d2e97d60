import { Elysia } from 'elysia';
import type { Services } from '../../domain/services.ts';
import { bodies } from '../../http/body/bodies.ts';
import { callers } from '../../http/identity/caller.ts';
import { clientAddress } from '../../http/identity/client-address.ts';
import { operation } from '../../http/openapi/documentation.ts';
import { Credentials, ErrorAnswer, TokenAnswer, UserDocument } from './shapes.ts';
import { userDocument } from './wire.ts';

const refused = {
  ...{ 400: ErrorAnswer, 403: ErrorAnswer, 413: ErrorAnswer, 415: ErrorAnswer },
  ...{ 429: ErrorAnswer, 503: ErrorAnswer },
};

/** Registering and signing in. */
export function userRoutes({ accounts, media, config }: Services) {
  return new Elysia({ prefix: '/users' })
    .use(callers(accounts, config))
    .use(bodies(media.disk))
    .post(
      '/',
      async ({ body: { username, password }, request, server }) => {
        const registration = { login: username, password, role: 'listener' } as const;
        const from = clientAddress(request, server, config);
        const { account, token } = await accounts.registerWithSession(registration, from);
        return userDocument(account, token);
      },
      {
        access: 'anybody',
        receives: {},
        body: Credentials,
        detail: operation('catalogue', 'Register; the answer carries the first session token', {
          200: UserDocument,
          ...refused,
        }),
      },
    )
    .post(
      '/login',
      async ({ body: { username, password }, request, server }) => ({
        token: await accounts.signIn(username, password, clientAddress(request, server, config)),
      }),
      {
        access: 'anybody',
        receives: {},
        body: Credentials,
        detail: operation('catalogue', 'Sign in; the token before this one ends', { 200: TokenAnswer, ...refused }),
      },
    );
}
