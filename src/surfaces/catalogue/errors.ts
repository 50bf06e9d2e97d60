import { as, type Dialect, saying } from '../../http/dialect.ts';
import { ErrorAnswer } from './shapes.ts';

/** `{"error": "…"}`, with the texts of the document. `/users` is shared with community: only POST is ours there. */
export const catalogueDialect: Dialect = {
  name: 'catalogue',
  owns: (method, path) =>
    /^\/(artists|albums|tracks|trackHistory|uploads)(\/|$)/.test(path) ||
    (method === 'POST' && /^\/users(\/login)?\/?$/.test(path)) ||
    path === '/users/login',
  refusals: {
    invalid: as(400, { login: 'username' }),
    unauthenticated: saying(401, 'No token presented'),
    wrong_token: saying(401, 'Wrong token: unauthorized'),
    wrong_login: saying(400, 'Wrong username or password'),
    forbidden: ({ detail, message }) => [403, detail.subject === 'other_site' ? message : 'Forbidden'],
    not_found: as(404),
    // The document's service had no 409 for a taken name.
    conflict: (error) => [error.detail.field === 'login' ? 400 : 409, error.message],
    too_large: as(413),
    unsupported: as(415),
    limited: as(429),
    busy: as(503),
  },
  body: (error) => ({ error }),
  documentation: { error: ErrorAnswer, inPath: {} },
  takesBareJson: true,
};
