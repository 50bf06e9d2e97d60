import { type Dialect, withOwnMessage, withText } from '../../http/dialect.ts';
import { ErrorAnswer } from './shapes.ts';

/** `{"status": "error", "message": …}`; of several problems at once the message is a list. */
export const recorderDialect: Dialect = {
  name: 'recorder',
  owns: (_, path) => /^\/(register|add_track|record)(\/|$)/.test(path),
  refusals: {
    invalid: withOwnMessage(400),
    unauthenticated: withOwnMessage(401),
    wrong_token: withOwnMessage(401),
    wrong_login: withText(400, 'Invalid credentials'),
    forbidden: withOwnMessage(403),
    not_found: withOwnMessage(404),
    conflict: withOwnMessage(409),
    too_large: withOwnMessage(413),
    unsupported: withOwnMessage(415),
    limited: withOwnMessage(429),
    busy: withOwnMessage(503),
  },
  body: (text, _, problems) => ({ status: 'error', message: problems ?? text }),
  documentation: { error: ErrorAnswer, inPath: {} },
};
