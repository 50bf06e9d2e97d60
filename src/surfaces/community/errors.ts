import type { DomainError } from '../../errors.ts';
import type { Dialect } from '../../http/dialect.ts';

const as = (status: number) => (error: DomainError) => [status, error.message] as const;

/** `{"success": false, "error": "…"}`. Also speaks for addresses that are nobody's. */
export const communityDialect: Dialect = {
  owns: () => true,
  refusals: {
    invalid: as(400),
    unauthenticated: () => [401, 'Unauthorized'],
    wrong_token: () => [401, 'Unauthorized'],
    wrong_login: () => [401, 'Invalid credentials'],
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
