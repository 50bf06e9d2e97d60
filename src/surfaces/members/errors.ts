import type { DomainError } from '../../errors.ts';
import { as, type Dialect, type Spelling, saying, spelled } from '../../http/dialect.ts';
import { ErrorAnswer } from './shapes.ts';

/** The document tells an unknown user from a wrong password; that an account is deactivated learns who knows its password. */
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
    invalid: as(400, SPELLING),
    unauthenticated: saying(401, 'Unauthorized: no valid token was presented'),
    wrong_token: saying(401, 'Unauthorized: the token is wrong or has ended'),
    wrong_login: wrongLogin,
    forbidden: as(403),
    not_found: as(404),
    // A name or address that is taken, as nothing else clashes here.
    conflict: ({ detail: { field }, message }) => [
      400,
      field === undefined ? message : `${spelled(field, SPELLING)} is already taken`,
    ],
    too_large: as(413),
    unsupported: as(415),
    limited: as(429),
    busy: as(503),
  },
  body: (message, status) => ({ message, status }),
  documentation: { error: ErrorAnswer, inPath: {} },
  takesBareJson: true,
};
