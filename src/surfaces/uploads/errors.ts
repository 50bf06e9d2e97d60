import { as, type Dialect, saying } from '../../http/dialect.ts';
import { VERSION } from './headers.ts';
import { ErrorAnswer } from './shapes.ts';

/** `{"error": "…"}`, with the statuses of tus. Files of the catalogue, which are got beneath the same path, are not ours. */
export const uploadsDialect: Dialect = {
  name: 'uploads',
  owns: (method, path) => method !== 'GET' && /^\/uploads(?:\/[^/]*)?\/?$/.test(path),
  refusals: {
    invalid: ({ detail: { subject }, message }) => [
      subject === 'version' ? 412 : subject === 'checksum' ? 460 : 400,
      message,
    ],
    unauthenticated: saying(401, 'No token presented'),
    wrong_token: saying(401, 'Wrong token: unauthorized'),
    wrong_login: saying(400, 'Wrong username or password'),
    forbidden: as(403),
    not_found: as(404),
    conflict: as(409),
    too_large: as(413),
    unsupported: as(415),
    limited: as(429),
    busy: as(503),
  },
  headers: { 'tus-resumable': VERSION, 'tus-version': VERSION },
  body: (error) => ({ error }),
  documentation: {
    error: ErrorAnswer,
    inPath: { id: 'the last part of the `Location` that `POST /uploads` answered' },
  },
};
