import type { Columns } from '../columns.ts';

/** Rate limits on PostgreSQL, where several processes count together. The columns are those of rate-limiter-flexible, in its order. */
export function limitTables(c: Columns) {
  const rateLimits = c.table('rate_limits', {
    key: c.text().primaryKey(),
    points: c.integer().notNull(),
    expire: c.moment(),
  });

  /** Which of several processes does what only one is to do. */
  const leases = c.table('leases', {
    name: c.text().primaryKey(),
    holder: c.text().notNull(),
    until: c.moment().notNull(),
  });
  return { rateLimits, leases };
}
