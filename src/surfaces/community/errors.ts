import { as, type Dialect, saying } from '../../http/dialect.ts';
import { ErrorAnswer } from './answers.ts';

/** `{"success": false, "error": "…"}`. Also speaks for addresses that are nobody's. */
export const communityDialect: Dialect = {
  name: 'community',
  owns: () => true,
  refusals: {
    invalid: as(400, { login: 'username', followed: 'userId', links: 'socialLinks' }),
    unauthenticated: saying(401, 'Unauthorized'),
    wrong_token: saying(401, 'Unauthorized'),
    wrong_login: saying(401, 'Invalid credentials'),
    forbidden: as(403),
    not_found: as(404),
    conflict: (error) => [409, error.detail.field === 'login' ? 'Username already exists' : error.message],
    too_large: as(413),
    unsupported: as(415),
    limited: as(429),
    busy: as(503),
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
