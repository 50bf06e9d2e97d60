import type { postgresColumns } from './columns-postgres.ts';

/**
 * The kinds of column that tables are made of, once for each engine: `columns-sqlite.ts`, `columns-postgres.ts`, of which a
 * server loads one. Tables are written against `Columns` (typed as PostgreSQL's builders), so both engines get the same
 * tables from one definition.
 */
export type Columns = typeof postgresColumns;
