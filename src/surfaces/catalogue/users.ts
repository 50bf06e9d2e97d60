import type { Static } from '@sinclair/typebox';
import type { Services } from '../../domain/services.ts';
import { clientAddress } from '../../http/identity/client-address.ts';
import { chapters } from '../../http/route.ts';
import { catalogueDialect } from './errors.ts';
import { Credentials, NewCredentials, TokenAnswer, UserDocument } from './shapes.ts';
import { userDocument } from './wire.ts';

/** Registration and signing in. */
export function userRoutes(services: Services) {
  const { accounts, config } = services;
  return chapters(services, catalogueDialect)('/users', 'catalogue')
    .post(
      '/',
      async ({ body: { username, password }, request, server }) => {
        const registration = { login: username, password, role: 'listener' } as const;
        const from = clientAddress(request, server, config);
        const { account, token } = await accounts.registerWithSession(registration, from);
        return userDocument(account, token);
      },
      {
        anybody: {
          summary: 'Register',
          about: 'Makes an account, and answers it with its first session token.',
          answers: { 200: UserDocument },
          refuses: [429],
        },
        body: NewCredentials,
      },
    )
    .post(
      '/login',
      async ({ body: { username, password }, request, server }): Promise<Static<typeof TokenAnswer>> => ({
        token: await accounts.signIn(username, password, clientAddress(request, server, config)),
      }),
      {
        anybody: {
          summary: 'Sign in',
          about: 'Answers a new session token; the one before it ends.',
          answers: { 200: TokenAnswer },
          refuses: [429],
        },
        body: Credentials,
      },
    );
}
