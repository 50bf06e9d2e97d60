import { getTableColumns, getTableName } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { postgresColumns } from './columns-postgres.ts';
import { defineTables } from './schema/tables.ts';

/**
 * The columns that have 32 bits on PostgreSQL, each as `table.column`. SQLite has one integer type, so it is told by these
 * on both. Imported as a macro: the build works them out, and a server on SQLite loads no table of PostgreSQL.
 */
export function integerColumns(): string[] {
  return Object.values<PgTable>(defineTables(postgresColumns)).flatMap((table) =>
    Object.values(getTableColumns(table))
      .filter((column) => column.getSQLType() === 'integer')
      .map((column) => `${getTableName(table)}.${column.name}`),
  );
}
