import { type Dialect, withOwnMessage, withText } from '../../http/dialect.ts';
import { ErrorAnswer } from './answers.ts';

/** `{"success": false, "error": "…"}`. Also refuses unknown paths that no other dialect owns. */
export const communityDialect: Dialect = {
  name: 'community',
  owns: () => true,
  refusals: {
    invalid: withOwnMessage(400, { login: 'username', followed: 'userId', links: 'socialLinks' }),
    unauthenticated: withText(401, 'Unauthorized'),
    wrong_token: withText(401, 'Unauthorized'),
    wrong_login: withText(401, 'Invalid credentials'),
    forbidden: withOwnMessage(403),
    not_found: withOwnMessage(404),
    conflict: (error) => [409, error.detail.field === 'login' ? 'Username already exists' : error.message],
    too_large: withOwnMessage(413),
    unsupported: withOwnMessage(415),
    limited: withOwnMessage(429),
    busy: withOwnMessage(503),
  },
  body: (error) => ({ success: false, error }),
  documentation: {
    error: ErrorAnswer,
    inPath: {
      userId: 'the id of a user, spelled in either way',
      username: 'the name of a user',
      fileId: 'the id of a file, spelled in either way',
      trackId: 'the id of a track, spelled in either way',
      followerId: 'the id of the user who may follow',
      followingId: 'the id of the user who may be followed',
    },
  },
};
