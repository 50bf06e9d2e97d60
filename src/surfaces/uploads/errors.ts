import { type Dialect, withOwnMessage, withText } from '../../http/dialect.ts';
import { VERSION } from './headers.ts';
import { ErrorAnswer } from './shapes.ts';

/** `{"error": "…"}`, with the statuses of tus. Files of the catalogue, which are got beneath the same path, are not ours. */
export const uploadsDialect: Dialect = {
  name: 'uploads',
  owns: (method, path) => (method === 'GET' ? /^\/uploads\/?$/ : /^\/uploads(?:\/[^/]*)?\/?$/).test(path),
  refusals: {
    invalid: ({ detail: { subject }, message }) => [
      subject === 'version' ? 412 : subject === 'checksum' ? 460 : 400,
      message,
    ],
    unauthenticated: withText(401, 'No token presented'),
    wrong_token: withText(401, 'Wrong token: unauthorized'),
    wrong_login: withText(400, 'Wrong username or password'),
    forbidden: withOwnMessage(403),
    not_found: withOwnMessage(404),
    conflict: withOwnMessage(409),
    too_large: withOwnMessage(413),
    unsupported: withOwnMessage(415),
    limited: withOwnMessage(429),
    busy: withOwnMessage(503),
  },
  headers: { 'tus-resumable': VERSION, 'tus-version': VERSION },
  body: (error) => ({ error }),
  documentation: {
    error: ErrorAnswer,
    inPath: { id: 'the last part of the `Location` that `POST /uploads` answered' },
  },
};
