import type { Columns } from '../columns.ts';

/** Rate limits on PostgreSQL, where several processes count together. The columns are those of rate-limiter-flexible, in its order. */
export function limitTables(c: Columns) {
  const rateLimits = c.table('rate_limits', {
    key: c.text().primaryKey(),
    points: c.integer().notNull(),
    expire: c.moment(),
  });
  return { rateLimits };
}
