import { type Dialect, withOwnMessage, withText } from '../../http/dialect.ts';
import { ErrorAnswer } from './shapes.ts';

/** `{"error": "…"}`, with the texts of the document. At `/users` only POST belongs to this dialect, the rest to community. */
export const catalogueDialect: Dialect = {
  name: 'catalogue',
  owns: (method, path) =>
    /^\/(artists|albums|tracks|trackHistory|search|browse|uploads)(\/|$)/.test(path) ||
    (method === 'POST' && /^\/users(\/login)?\/?$/.test(path)) ||
    path === '/users/login',
  refusals: {
    invalid: withOwnMessage(400, { login: 'username' }),
    unauthenticated: withText(401, 'No token presented'),
    wrong_token: withText(401, 'Wrong token: unauthorized'),
    wrong_login: withText(400, 'Wrong username or password'),
    forbidden: ({ detail, message }) => [403, detail.subject === 'other_site' ? message : 'Forbidden'],
    not_found: withOwnMessage(404),
    // The document's service had no 409 for a taken name.
    conflict: (error) => [error.detail.field === 'login' ? 400 : 409, error.message],
    too_large: withOwnMessage(413),
    unsupported: withOwnMessage(415),
    limited: withOwnMessage(429),
    busy: withOwnMessage(503),
  },
  body: (error) => ({ error }),
  documentation: { error: ErrorAnswer, inPath: {} },
  takesBareJson: true,
};
