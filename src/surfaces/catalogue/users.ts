import type { Services } from '../../domain/services.ts';
import { chapters } from '../../http/route.ts';
import { catalogueDialect } from './errors.ts';
import { Credentials, NewCredentials, TokenAnswer, UserDocument } from './shapes.ts';
import { userDocument } from './wire.ts';

/** Registering and signing in. */
export function userRoutes(services: Services) {
  const { accounts } = services;
  return chapters(services, catalogueDialect)('/users', 'catalogue')
    .post(
      '/',
      async ({ body: { username, password } }) => {
        const { account, token } = await accounts.registerWithSession({ login: username, password, role: 'listener' });
        return userDocument(account, token);
      },
      {
        anybody: {
          summary: 'Register',
          about: 'Makes an account, and answers it with its first session token.',
          answers: { 200: UserDocument },
        },
        body: NewCredentials,
      },
    )
    .post('/login', async ({ body }) => ({ token: await accounts.signIn(body.username, body.password) }), {
      anybody: {
        summary: 'Sign in',
        about: 'Answers a new session token; the one before it ends.',
        answers: { 200: TokenAnswer },
        refuses: [429],
      },
      body: Credentials,
    });
}
