import type { Columns } from '../columns.ts';

/** How often each address has asked, on PostgreSQL, where several processes count together. Columns as the library wants them, in its order. */
export function limitTables(c: Columns) {
  const rateLimits = c.table('rate_limits', {
    key: c.text().primaryKey(),
    points: c.integer().notNull(),
    expire: c.moment(),
  });
  return { rateLimits };
}
