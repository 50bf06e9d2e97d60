import { as, type Dialect, saying } from '../../http/dialect.ts';

/** `{"success": false, "error": "…"}`. Also speaks for addresses that are nobody's. */
export const communityDialect: Dialect = {
  owns: () => true,
  refusals: {
    invalid: as(400),
    unauthenticated: saying(401, 'Unauthorized'),
    wrong_token: saying(401, 'Unauthorized'),
    wrong_login: saying(401, 'Invalid credentials'),
    forbidden: as(403),
    not_found: as(404),
    conflict: (error) => [409, error.detail.field === 'username' ? 'Username already exists' : error.message],
    too_large: as(413),
    unsupported: as(415),
    limited: as(429),
    busy: as(503),
  },
  body: (error) => ({ success: false, error }),
};
