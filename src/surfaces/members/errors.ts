import type { DomainError } from '../../errors.ts';
import { type Dialect, type Spelling, spelled, withOwnMessage, withText } from '../../http/dialect.ts';
import { ErrorAnswer } from './shapes.ts';

/** The document tells an unknown user from a wrong password. `inactive` is thrown only after the password was right. */
function wrongLogin({ detail: { subject } }: DomainError): readonly [number, string] {
  if (subject === 'overlong') return [400, 'username must have at most 256 characters'];
  if (subject === 'account') return [404, 'User not found'];
  return [401, subject === 'inactive' ? 'This account is deactivated' : 'Wrong password'];
}

const SPELLING: Spelling = { login: 'username' };

/** `{"message": "…", "status": 400}`. */
export const membersDialect: Dialect = {
  name: 'members',
  owns: (_, path) => /^\/user(\/|$)/.test(path),
  refusals: {
    invalid: withOwnMessage(400, SPELLING),
    unauthenticated: withText(401, 'Unauthorized: no valid token was presented'),
    wrong_token: withText(401, 'Unauthorized: the token is wrong or has ended'),
    wrong_login: wrongLogin,
    forbidden: withOwnMessage(403),
    not_found: withOwnMessage(404),
    // A name or address that is taken, as nothing else clashes here.
    conflict: ({ detail: { field }, message }) => [
      400,
      field === undefined ? message : `${spelled(field, SPELLING)} is already taken`,
    ],
    too_large: withOwnMessage(413),
    unsupported: withOwnMessage(415),
    limited: withOwnMessage(429),
    busy: withOwnMessage(503),
  },
  body: (message, status) => ({ message, status }),
  documentation: { error: ErrorAnswer, inPath: {} },
  takesBareJson: true,
};
