import { as, type Dialect, saying } from '../../http/dialect.ts';
import { ErrorAnswer } from './shapes.ts';

/** `{"status": "error", "message": …}`; of several problems at once the message is a list. */
export const recorderDialect: Dialect = {
  name: 'recorder',
  owns: (_, path) => /^\/(register|add_track|record)(\/|$)/.test(path),
  refusals: {
    invalid: as(400),
    unauthenticated: as(401),
    wrong_token: as(401),
    wrong_login: saying(400, 'Invalid credentials'),
    forbidden: as(403),
    not_found: as(404),
    conflict: as(409),
    too_large: as(413),
    unsupported: as(415),
    limited: as(429),
    busy: as(503),
  },
  body: (text, _, problems) => ({ status: 'error', message: problems ?? text }),
  documentation: { error: ErrorAnswer, inPath: {} },
};
