import type { Columns } from '../columns.ts';

/** What only the server knows, made once, so that all processes on one database have the same: the keys of its tokens. */
export function secretTables(c: Columns) {
  const secrets = c.table('secrets', {
    name: c.text().primaryKey(),
    value: c.text().notNull(),
    createdAt: c.moment().notNull(),
  });
  return { secrets };
}
