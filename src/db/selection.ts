import type { Placeholder, SQL } from 'drizzle-orm';

/** A `select … from …` of drizzle's that goes on: its own types depend on every column and join. */
export interface Selection<Row> extends PromiseLike<Row[]> {
  where(condition: SQL | undefined): Selection<Row>;
  orderBy(...terms: SQL[]): Selection<Row>;
  limit(rows: number | Placeholder): Selection<Row>;
  offset(rows: number): Selection<Row>;
}
