import type { Columns } from '../columns.ts';

/** The server's secrets, such as the keys of its tokens, created once and shared by all processes on the database. */
export function secretTables(c: Columns) {
  const secrets = c.table('secrets', {
    name: c.text().primaryKey(),
    value: c.text().notNull(),
    createdAt: c.moment().notNull(),
  });
  return { secrets };
}
